package io.sluice.store;

import io.sluice.model.GroupingKey;

/// A push that was applied and is not to be applied again.
///
/// @param once what its pusher called it, within the group
/// @param fingerprint of what was pushed
/// @param untilNanos how long it is remembered, in nanoseconds since 1970
public record AppliedPush(GroupingKey key, String once, long fingerprint, long untilNanos) {}
