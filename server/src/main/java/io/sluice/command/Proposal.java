package io.sluice.command;

/// A command, and what must be known to decide whether it may be applied. Only the command goes to
/// the log: what is in it was within the limits of its day.
///
/// @param seriesPerGroup the limit that the rules set for the group, which counts where it is lower
///   than that of the gateway
public record Proposal(Command command, long seriesPerGroup) {
  /// A command for which no rule sets a limit.
  public static Proposal of(Command command) {
    return new Proposal(command, Long.MAX_VALUE);
  }
}
