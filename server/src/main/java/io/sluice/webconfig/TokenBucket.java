package io.sluice.webconfig;

import java.util.function.LongSupplier;

/// Limits the rate of requests: each request takes a token, and a token is added after each
/// interval.
final class TokenBucket {
  private final double intervalNanos;
  private final double burst;
  private final LongSupplier nanoTime;

  private double tokens;
  private long filledNanos;

  /// Creates a full bucket.
  TokenBucket(RateLimit limit, LongSupplier nanoTime) {
    this.intervalNanos = limit.interval().toNanos();
    this.burst = limit.burst();
    this.nanoTime = nanoTime;
    this.tokens = limit.burst();
    this.filledNanos = nanoTime.getAsLong();
  }

  /// Takes a token if there is one.
  synchronized boolean tryTake() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(burst, tokens + (now - filledNanos) / intervalNanos);
    filledNanos = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
