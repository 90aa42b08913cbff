package io.sluice.command;

import java.util.List;

/// A command, and what must be known to decide whether it may be applied. Only the command goes to
/// the log: what is in it was within the limits of its day.
///
/// @param seriesPerGroup the limit that the rules set for the group, which counts where it is lower
///   than that of the gateway
/// @param seriesPerPart the same for each part of a change to many groups; else empty
public record Proposal(Command command, long seriesPerGroup, List<Long> seriesPerPart) {
  public Proposal {
    seriesPerPart = List.copyOf(seriesPerPart);
  }

  /// A command to one group.
  public Proposal(Command command, long seriesPerGroup) {
    this(command, seriesPerGroup, List.of());
  }

  /// A change to many groups.
  public static Proposal of(Command.Groups command, List<Long> seriesPerPart) {
    return new Proposal(command, Long.MAX_VALUE, seriesPerPart);
  }

  /// A command for which no rule sets a limit.
  public static Proposal of(Command command) {
    return new Proposal(command, Long.MAX_VALUE);
  }
}
