package io.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {
  private static final long HUGE = 1L << 30;

  /// Gives 1 to `count`, and then fails if there is something to fail with.
  private static final class Numbers implements ReadAhead.Source<Integer> {
    private final int count;
    private final long bytes;
    private final @Nullable Exception failure;
    private final AtomicInteger read = new AtomicInteger();
    private final CountDownLatch twoRead = new CountDownLatch(2);

    Numbers(int count, long bytes, @Nullable Exception failure) {
      this.count = count;
      this.bytes = bytes;
      this.failure = failure;
    }

    @Override
    public @Nullable Integer next() throws IOException {
      twoRead.countDown();
      if (read.get() < count) {
        return read.incrementAndGet();
      }
      switch (failure) {
        case null -> {
          return null;
        }
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Exception e -> throw new AssertionError(e);
      }
    }

    @Override
    public long lastBytes() {
      return bytes;
    }
  }

  @Test
  void next_manyRecords_areAllThereInOrder() throws IOException {
    try (var ahead = ReadAhead.of(new Numbers(100_000, 100, null))) {
      for (int i = 1; i <= 100_000; i++) {
        assertThat(ahead.next()).isEqualTo(i);
      }
      assertThat(ahead.next()).isNull();
    }
  }

  // Would catch a failure that overtakes the records before it: a start would tell another damage.
  @Test
  void next_sourceFails_afterWhatWasReadBefore() throws IOException {
    var failure = new IOException("bad");
    try (var ahead = ReadAhead.of(new Numbers(3, 100, failure))) {
      assertThat(ahead.next()).isEqualTo(1);
      assertThat(ahead.next()).isEqualTo(2);
      assertThat(ahead.next()).isEqualTo(3);
      assertThatThrownBy(ahead::next).isSameAs(failure);
    }
  }

  @Test
  void next_sourceHasABug_isThrownAsItIs() {
    var bug = new IllegalStateException("bug");
    try (var ahead = ReadAhead.of(new Numbers(0, 0, bug))) {
      assertThatThrownBy(ahead::next).isSameAs(bug);
    }
  }

  // Would catch records larger than all room that wait for ever, and a memory full of what is
  // ahead.
  @Test
  void next_hugeRecords_areReadOneAhead() throws Exception {
    var source = new Numbers(10, HUGE, null);
    try (var ahead = ReadAhead.of(source)) {
      source.twoRead.await();
      for (int i = 1; i <= 10; i++) {
        assertThat(source.read.get()).isLessThanOrEqualTo(i + 1);
        assertThat(ahead.next()).isEqualTo(i);
      }
      assertThat(ahead.next()).isNull();
    }
  }

  // Would catch a thread that goes on reading a file that is no longer mapped.
  @Test
  void close_whileTheThreadWaitsForRoom_endsIt() throws Exception {
    var source = new Numbers(10, HUGE, null);
    ReadAhead<Integer> ahead = ReadAhead.of(source);
    source.twoRead.await();
    ahead.close();

    int read = source.read.get();
    assertThat(read).isLessThanOrEqualTo(2);
    assertThat(source.read.get()).isEqualTo(read);
  }
}
