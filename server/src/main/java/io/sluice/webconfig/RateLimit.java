package io.sluice.webconfig;

import java.time.Duration;

/// The rate limit for requests.
///
/// @param interval the time after which one more request is allowed; zero means no limit
/// @param burst the number of requests allowed at once; with 0, all are rejected
record RateLimit(Duration interval, long burst) {
  static final RateLimit NONE = new RateLimit(Duration.ZERO, 0);

  boolean isLimit() {
    return !interval.isZero();
  }
}
