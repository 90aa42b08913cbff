package io.sluice.command;

/// The lifetimes of a group and its series, and the expected interval of pushes. In nanoseconds; 0
/// means unspecified.
///
/// @param ttlNanos how long the group lives after its last successful push
/// @param seriesTtlNanos how long an aggregated series lives after it was last pushed
/// @param expectNanos the maximum time from a successful push to the next one
public record Lifetimes(long ttlNanos, long seriesTtlNanos, long expectNanos) {
  /// Never expires and is never overdue.
  public static final Lifetimes NONE = new Lifetimes(0, 0, 0);
}
