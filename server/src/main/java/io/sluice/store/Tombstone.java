package io.sluice.store;

/// What is left of a group that has expired, so that it can be told from one that never was.
///
/// @param key stands for its grouping key
/// @param expiredNanos when it went, in nanoseconds since 1970
/// @param pushNanos when it was last pushed to, in nanoseconds since 1970
public record Tombstone(Digest key, long expiredNanos, long pushNanos) {
  /// How long it is kept.
  public static final long KEPT_NANOS = 24 * 3600 * 1_000_000_000L; // a day
}
