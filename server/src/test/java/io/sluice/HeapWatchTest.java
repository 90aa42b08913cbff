package io.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HeapWatchTest {
  private static final long MB = 1 << 20;

  private long oldBytes;
  private long liveBytes;
  private long youngCollections;
  private int collections;

  private HeapWatch watch(long maxBytes) {
    return new HeapWatch(
        new HeapWatch.Heap(() -> oldBytes, () -> liveBytes, () -> youngCollections),
        maxBytes,
        () -> {
          collections++;
          liveBytes = Math.min(liveBytes == 0 ? oldBytes / 2 : liveBytes, oldBytes);
          oldBytes = liveBytes;
        });
  }

  private void busy(HeapWatch watch, int checks) {
    for (int i = 0; i < checks; i++) {
      youngCollections++;
      watch.check();
    }
  }

  @Test
  void check_underLoad_collectsWhenGrownByShareAndSlack() {
    HeapWatch watch = watch(2048 * MB);
    liveBytes = 100 * MB;

    oldBytes = (100 + 40 + 96) * MB;
    busy(watch, 50);
    assertThat(collections).isZero();
    oldBytes += 1;
    busy(watch, 50);
    assertThat(collections).isEqualTo(1);
    assertThat(oldBytes).isEqualTo(100 * MB);
  }

  @Test
  void check_smallHeap_hasLessSlack() {
    HeapWatch watch = watch(64 * MB);
    liveBytes = 10 * MB;

    oldBytes = (10 + 4 + 8) * MB;
    busy(watch, 50);
    assertThat(collections).isZero();
    oldBytes += 1;
    busy(watch, 1);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void check_atRest_collectsOnce() {
    HeapWatch watch = watch(2048 * MB);
    oldBytes = 60 * MB;
    busy(watch, 50);
    assertThat(collections).isZero();

    for (int i = 0; i < 100; i++) {
      watch.check();
    }
    assertThat(collections).isEqualTo(1);
    assertThat(oldBytes).isEqualTo(30 * MB);
  }

  @Test
  void check_atRestWithLittleGarbage_leavesItAlone() {
    HeapWatch watch = watch(2048 * MB);
    oldBytes = 8 * MB;
    for (int i = 0; i < 100; i++) {
      watch.check();
    }
    assertThat(collections).isZero();
  }
}
