package io.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CachedCollectorTest {
  private final PrometheusRegistry source = new PrometheusRegistry();
  private final Counter counter = Counter.builder().name("a_total").register(source);
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);
  private final CachedCollector collector =
      new CachedCollector(source, Duration.ofNanos(100), clock::get);

  @Test
  void collect_withinThePeriod_returnsThePreviousValues() {
    assertThat(value()).isZero();
    counter.inc();
    clock.addAndGet(99);
    assertThat(value()).isZero();
    clock.addAndGet(1);
    assertThat(value()).isEqualTo(1);
  }

  @Test
  void collect_afterThePeriod_startsANewOne() {
    assertThat(value()).isZero();
    clock.addAndGet(150);
    counter.inc();
    assertThat(value()).isEqualTo(1);
    counter.inc();
    clock.addAndGet(99);
    assertThat(value()).isEqualTo(1);
    clock.addAndGet(1);
    assertThat(value()).isEqualTo(2);
  }

  private double value() {
    CounterSnapshot snapshot = (CounterSnapshot) collector.collect().get(0);
    return snapshot.getDataPoints().getFirst().getValue();
  }
}
