package io.sluice.rules;

/// The limits of a rule for a group, each at least 1.
///
/// @param seriesPerPush the maximum number of series in one push; a histogram or a summary is one
/// @param seriesPerGroup the maximum number of series in the group after a push
/// @param bodyBytes the maximum size of a body after decompression
public record RuleLimits(long seriesPerPush, long seriesPerGroup, long bodyBytes) {
  /// The value for no limit.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// Allows everything.
  public static final RuleLimits NONE = new RuleLimits(UNLIMITED, UNLIMITED, UNLIMITED);
}
