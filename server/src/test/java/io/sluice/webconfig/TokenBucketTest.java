package io.sluice.webconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

  @Test
  void tryTake_burstThenInterval_letsInOneAnInterval() {
    TokenBucket bucket = bucket(2);
    assertThat(bucket.tryTake()).isTrue();
    assertThat(bucket.tryTake()).isTrue();
    assertThat(bucket.tryTake()).isFalse();

    now.addAndGet(Duration.ofMillis(500).toNanos());
    assertThat(bucket.tryTake()).isFalse();
    now.addAndGet(Duration.ofMillis(500).toNanos());
    assertThat(bucket.tryTake()).isTrue();
    assertThat(bucket.tryTake()).isFalse();
  }

  @Test
  void tryTake_longRest_neverHoldsMoreThanTheBurst() {
    TokenBucket bucket = bucket(2);
    now.addAndGet(Duration.ofHours(1).toNanos());

    assertThat(bucket.tryTake()).isTrue();
    assertThat(bucket.tryTake()).isTrue();
    assertThat(bucket.tryTake()).isFalse();
  }

  @Test
  void tryTake_noOrNegativeBurst_letsInNobody() {
    assertThat(bucket(0).tryTake()).isFalse();
    TokenBucket negative = bucket(-1);
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(negative.tryTake()).isFalse();
  }

  private TokenBucket bucket(long burst) {
    return new TokenBucket(new RateLimit(Duration.ofSeconds(1), burst), now::get);
  }
}
