package io.sluice.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.merge.AggregationState.Average;
import io.sluice.merge.AggregationState.Nothing;
import io.sluice.merge.AggregationState.Rest;
import io.sluice.merge.AggregationState.Slot;
import io.sluice.merge.AggregationState.Window;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.Metric.Gauge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AggregationStateCodecTest {
  private static final long SEED = 8_2026;

  @Test
  void read_whatWasWritten_isTheSame() {
    var random = new Random(SEED);
    for (int i = 0; i < 2_000; i++) {
      List<Series> series = series(random);

      assertThat(AggregationStateCodec.read(metrics(series), state(series)))
          .as("seed=%d case=%d", SEED, i)
          .isEqualTo(series);
    }
  }

  /// With any changed byte, the state is read or refused, without any other failure.
  @Test
  void read_anyByteChanged_answersOrThrowsIllegalArgument() {
    var random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      List<Series> series = series(random);
      byte[] state = state(series);
      for (int at = 0; at < state.length; at++) {
        byte[] damaged = state.clone();
        damaged[at] ^= (byte) (1 + random.nextInt(255));
        assertHarmless(series, damaged, "seed=%d case=%d at=%d".formatted(SEED, i, at));
      }
    }
  }

  @Test
  void read_cutOff_throws() {
    var random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      List<Series> series = series(random);
      byte[] state = state(series);
      for (int length = 1; length < state.length; length++) {
        byte[] cut = Arrays.copyOf(state, length);
        assertThatThrownBy(() -> AggregationStateCodec.read(metrics(series), cut))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void read_anyBytes_answersOrThrowsIllegalArgument() {
    var random = new Random(SEED);
    List<Series> series = series(random);
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 2 && random.nextBoolean()) {
        bytes[0] = 1;
        bytes[1] = (byte) random.nextInt(2);
        bytes[2] = (byte) series.size();
      }
      assertHarmless(series, bytes, "seed=%d case=%d".formatted(SEED, i));
    }
  }

  @Test
  void read_moreThanThereIs_throws() {
    byte[] state = {1, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07};

    assertThatThrownBy(() -> AggregationStateCodec.oldestSeenNanos(state, Long.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "not the memory of a family: count exceeds the remaining bytes: count=2147483647"
                + " offset=7 length=7");
  }

  @Test
  void read_laterVersion_throws() {
    assertThatThrownBy(
            () -> AggregationStateCodec.oldestSeenNanos(new byte[] {2, 0, 0}, Long.MIN_VALUE))
        .hasMessageContaining("unknown version: version=2");
  }

  private static void assertHarmless(List<Series> series, byte[] state, String which) {
    for (Runnable reading :
        List.<Runnable>of(
            () -> AggregationStateCodec.read(metrics(series), state),
            () -> AggregationStateCodec.oldestSeenNanos(state, Long.MIN_VALUE))) {
      try {
        reading.run();
      } catch (IllegalArgumentException e) {
        assertThat(e).as(which).hasMessageStartingWith("not the memory of a family: ");
      }
    }
  }

  private static byte[] state(List<Series> series) {
    return AggregationStateCodec.isEmpty(series)
        ? new byte[0]
        : AggregationStateCodec.write(series);
  }

  private static List<Metric> metrics(List<Series> series) {
    return series.stream().map(Series::metric).toList();
  }

  private static List<Series> series(Random random) {
    boolean tracked = random.nextBoolean();
    var series = new ArrayList<Series>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      series.add(
          new Series(
              new Gauge(Labels.of("i", String.valueOf(i)), 1),
              randomState(random),
              tracked ? random.nextLong() : Series.NEVER_SEEN));
    }
    return series;
  }

  private static AggregationState randomState(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Nothing.NOTHING;
      case 1 -> new Rest(random.nextGaussian());
      case 2 -> new Average(2 + random.nextLong(1L << 40), random.nextGaussian());
      default -> window(random);
    };
  }

  private static Window window(Random random) {
    var slots = new ArrayList<Slot>();
    long number = random.nextLong(1L << 40);
    for (int i = random.nextInt(10); i > 0; i--) {
      slots.add(new Slot(number, 1 + random.nextInt(1000), random.nextGaussian()));
      number += 1 + random.nextInt(5);
    }
    return new Window(1 + random.nextLong(WindowLength.MAX_NANOS), slots);
  }
}
