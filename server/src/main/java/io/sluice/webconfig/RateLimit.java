package io.sluice.webconfig;

import java.time.Duration;

/// How many requests are let in.
///
/// @param interval how long it takes for one more to be allowed; zero for no limit
/// @param burst how many may come at once; with none, all are turned away
record RateLimit(Duration interval, long burst) {
  static final RateLimit NONE = new RateLimit(Duration.ZERO, 0);

  boolean isLimit() {
    return !interval.isZero();
  }
}
