package io.sluice.store.index;

/// A push that was applied and must not be applied again.
///
/// @param name digest of the group and the idempotency key
/// @param fingerprint of the pushed families
/// @param untilNanos when it is forgotten, in nanoseconds since 1970
public record AppliedPush(Digest name, long fingerprint, long untilNanos) {}
