package io.sluice.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.model.GroupingKey;
import io.sluice.store.Pushing;
import io.sluice.store.StoreView;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlowReadersTest {
  private static final int GROUPS = 20_000;
  private static final int READERS = 20;
  private static final long MAX_BYTES_A_READER = 512 * 1024;

  private final Pushing gateway = new Pushing();

  // A reader that reads one chunk and then waits retains that chunk and its position, not a copy of
  // the whole scrape (4 MB as text here, far more as objects).
  @ParameterizedTest
  @EnumSource
  void next_manyReadersWait_keepsNoCopies(ExpositionFormat format) {
    fill();
    gateway.store().view();
    long before = usedBytes();
    var readers = new ArrayList<Exposition>();
    var chunks = new ArrayList<byte[]>();
    for (int i = 0; i < READERS; i++) {
      var negotiated = new NegotiatedFormat(format, EscapingScheme.UNDERSCORES);
      StoreView view = gateway.store().view();
      readers.add(
          i % 2 == 0
              ? new Exposition(view, List.of(), negotiated)
              : Exposition.gzipped(view, List.of(), negotiated, Runnable::run));
      chunks.add(readers.getLast().next());
    }
    long kept = usedBytes() - before;

    assertThat(kept).isLessThan(READERS * MAX_BYTES_A_READER);
    assertThat(readers).allSatisfy(reader -> assertThat(reader.next()).isNotEmpty());
    assertThat(chunks).doesNotContainNull();
  }

  // Readers retain at most the state at their start, once for all of them.
  @Test
  void push_whileReadersWait_addsOneStateAtMost() {
    fill();
    long state = usedBytes();
    StoreView view = gateway.store().view();
    var readers = new ArrayList<Exposition>();
    for (int i = 0; i < READERS; i++) {
      var negotiated = new NegotiatedFormat(ExpositionFormat.TEXT, EscapingScheme.UNDERSCORES);
      readers.add(new Exposition(view, List.of(), negotiated));
      readers.getLast().next();
    }
    fill();

    assertThat(usedBytes()).isLessThan(2 * state + READERS * MAX_BYTES_A_READER);
    assertThat(readers).allSatisfy(reader -> assertThat(reader.next()).isNotEmpty());
  }

  private void fill() {
    for (int i = 0; i < GROUPS; i++) {
      gateway.put(GroupingKey.of("job", "batch", "instance", "host-" + i), "duration_seconds 5\n");
    }
  }

  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
