package io.sluice.history;

/// A push as it was recorded.
///
/// @param id increases with each push
/// @param epochNanos the time of the response, in nanoseconds since 1970
public record NumberedPush(long id, long epochNanos, AnsweredPush push) {}
