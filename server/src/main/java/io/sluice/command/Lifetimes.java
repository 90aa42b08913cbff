package io.sluice.command;

/// How long what was pushed is to live, and when the next push is due. All in nanoseconds; 0 means
/// that nothing was said.
///
/// @param ttlNanos how long the group lives after its last successful push
/// @param seriesTtlNanos how long an aggregated series lives after it was last pushed
/// @param expectNanos how long after a successful push the next one is expected at the latest
public record Lifetimes(long ttlNanos, long seriesTtlNanos, long expectNanos) {
  /// Lives for ever and is never late.
  public static final Lifetimes NONE = new Lifetimes(0, 0, 0);
}
