package io.sluice.store;

/// A push that was applied and is not to be applied again.
///
/// @param name stands for the group and what the pusher called the push within it
/// @param fingerprint of what was pushed
/// @param untilNanos how long it is remembered, in nanoseconds since 1970
public record AppliedPush(Digest name, long fingerprint, long untilNanos) {}
