package io.sluice.command;

import java.util.List;

/// A command and the limits that are checked before it is applied. Only the command is written to
/// the log: logged commands were within the limits when they were appended.
///
/// @param seriesPerGroup the limit of the rules for the group, which is used if it is lower than
///   that of the gateway
/// @param seriesPerPart the same for each part of a change to many groups; else empty
public record Proposal(Command command, long seriesPerGroup, List<Long> seriesPerPart) {
  public Proposal {
    seriesPerPart = List.copyOf(seriesPerPart);
  }

  /// A command for one group.
  public Proposal(Command command, long seriesPerGroup) {
    this(command, seriesPerGroup, List.of());
  }

  /// A change of many groups.
  public static Proposal of(Command.Groups command, List<Long> seriesPerPart) {
    return new Proposal(command, Long.MAX_VALUE, seriesPerPart);
  }

  /// A command for which no rule sets a limit.
  public static Proposal of(Command command) {
    return new Proposal(command, Long.MAX_VALUE);
  }
}
