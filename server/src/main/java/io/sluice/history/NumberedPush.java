package io.sluice.history;

/// A push as it was noted.
///
/// @param id higher than that of any push before
/// @param epochNanos when it was answered, in nanoseconds since 1970
public record NumberedPush(long id, long epochNanos, AnsweredPush push) {}
