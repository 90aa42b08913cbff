package io.sluice.store.index;

/// Remembers an expired group, to distinguish it from one that never existed.
///
/// @param key digest of its grouping key
/// @param expiredNanos when it expired, in nanoseconds since 1970
/// @param pushNanos time of the last successful push, in nanoseconds since 1970
public record Tombstone(Digest key, long expiredNanos, long pushNanos) {
  /// How long it is remembered.
  public static final long KEPT_NANOS = 24 * 3600 * 1_000_000_000L; // a day
}
