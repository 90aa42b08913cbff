package io.sluice.rules;

/// What a rule allows a group, each at least 1.
///
/// @param seriesPerPush the most series in one push
/// @param seriesPerGroup the most series that the group may hold after a push
/// @param bodyBytes the most that a body may have after decompression
public record RuleLimits(long seriesPerPush, long seriesPerGroup, long bodyBytes) {
  /// The value of a limit that there is not.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// Allows everything.
  public static final RuleLimits NONE = new RuleLimits(UNLIMITED, UNLIMITED, UNLIMITED);
}
