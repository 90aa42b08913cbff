package io.sluice;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Requests a collection of the old generation when most of it is garbage.
///
/// The serial collector collects the old generation only when the heap cannot grow any more, so the
/// heap of the process would always grow to its limit. This class requests a collection when the
/// old generation has grown by 40 % and some megabytes since the last one, and also when the
/// process is idle, to return memory to the system. Other collectors do both automatically.
final class HeapWatch {
  /// The minimum growth that is worth a collection.
  private static final long SLACK_BYTES = 96L << 20;

  /// For small heaps: the slack is at most this fraction of the maximum heap size.
  private static final int SLACK_SHARE = 8;

  private static final long GROWTH_PERCENT = 40;

  /// The growth that is worth a collection when the process is idle.
  private static final long REST_BYTES = 8L << 20;

  private static final int REST_CHECKS = 20;
  private static final int FIRST_CHECK_SECONDS = 10;

  /// Measurements of the heap.
  ///
  /// @param oldBytes size of the old generation, garbage included
  /// @param liveBytes size of the old generation after its last collection; 0 before the first one
  /// @param youngCollections number of collections of the young generation
  record Heap(LongSupplier oldBytes, LongSupplier liveBytes, LongSupplier youngCollections) {}

  private final Heap heap;
  private final long slackBytes;
  private final Runnable collect;
  private long youngCollections;
  private int quietChecks;

  /// @param maxBytes maximum size of the heap
  /// @param collect collects the old generation
  HeapWatch(Heap heap, long maxBytes, Runnable collect) {
    this.heap = heap;
    this.slackBytes = Math.min(SLACK_BYTES, maxBytes / SLACK_SHARE);
    this.collect = collect;
  }

  /// Starts a thread that watches this process, if it uses the serial collector.
  static void start() {
    Thread.ofPlatform().daemon().name("heap-watch").start(HeapWatch::watch);
  }

  private static void watch() {
    try {
      TimeUnit.SECONDS.sleep(FIRST_CHECK_SECONDS); // loading the beans would delay the startup
      HeapWatch watch = ofThisProcess();
      while (watch != null) {
        try {
          watch.check();
        } catch (OutOfMemoryError _) {
          // This must not end the process; the next check follows in a second.
        }
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("SystemGc") // This is the purpose of the class.
  private static @Nullable HeapWatch ofThisProcess() {
    MemoryPoolMXBean old =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(
                pool -> pool.getType() == MemoryType.HEAP && pool.getName().equals("Tenured Gen"))
            .findAny()
            .orElse(null);
    GarbageCollectorMXBean young =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(collector -> collector.getName().equals("Copy"))
            .findAny()
            .orElse(null);
    if (old == null || young == null) {
      return null;
    }
    return new HeapWatch(
        new Heap(
            () -> used(old.getUsage()),
            () -> used(old.getCollectionUsage()),
            young::getCollectionCount),
        Runtime.getRuntime().maxMemory(),
        System::gc);
  }

  private static long used(@Nullable MemoryUsage usage) {
    return usage == null ? 0 : usage.getUsed();
  }

  /// To be called once a second.
  void check() {
    long count = heap.youngCollections().getAsLong();
    quietChecks = count == youngCollections ? quietChecks + 1 : 0;
    youngCollections = count;
    long live = heap.liveBytes().getAsLong();
    long grown = heap.oldBytes().getAsLong() - live;
    if (grown > live * GROWTH_PERCENT / 100 + slackBytes
        || (quietChecks >= REST_CHECKS && grown > REST_BYTES)) {
      collect.run();
      quietChecks = 0;
    }
  }
}
