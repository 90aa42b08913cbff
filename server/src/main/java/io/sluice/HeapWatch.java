package io.sluice;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Has the old generation of the heap collected when most of it is garbage.
///
/// The serial collector collects it only when the heap cannot grow any more, so the process would
/// take all memory that it may have, whatever it holds. A collection is asked for when the old
/// generation has grown by 40 % and some megabytes since the last one, and when the process is at
/// rest, so that it gives memory back. Other collectors do that by themselves.
final class HeapWatch {
  /// Growth that is worth a collection however little is held.
  private static final long SLACK_BYTES = 96L << 20;

  /// For small heaps: the slack as a part of what the heap may have.
  private static final int SLACK_SHARE = 8;

  private static final long GROWTH_PERCENT = 40;

  /// Growth that is worth a collection at rest.
  private static final long REST_BYTES = 8L << 20;

  private static final int REST_LOOKS = 20;
  private static final int FIRST_LOOK_SECONDS = 10;

  /// What is known of the heap.
  ///
  /// @param oldBytes what the old generation takes, garbage included
  /// @param liveBytes what it took after its last collection; 0 before
  /// @param youngCollections how many collections of the young generation there were
  record Heap(LongSupplier oldBytes, LongSupplier liveBytes, LongSupplier youngCollections) {}

  private final Heap heap;
  private final long slackBytes;
  private final Runnable collect;
  private long youngCollections;
  private int quietLooks;

  /// @param maxBytes what the heap may have
  /// @param collect collects the old generation
  HeapWatch(Heap heap, long maxBytes, Runnable collect) {
    this.heap = heap;
    this.slackBytes = Math.min(SLACK_BYTES, maxBytes / SLACK_SHARE);
    this.collect = collect;
  }

  /// Watches this process, if it has the serial collector, on a thread of its own.
  static void start() {
    Thread.ofPlatform().daemon().name("heap-watch").start(HeapWatch::watch);
  }

  private static void watch() {
    try {
      TimeUnit.SECONDS.sleep(FIRST_LOOK_SECONDS); // so that a start does not wait for the beans
      HeapWatch watch = ofThisProcess();
      while (watch != null) {
        try {
          watch.look();
        } catch (OutOfMemoryError _) {
          // That must not end the process: a look needs little, and the next one follows.
        }
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("SystemGc") // It is what the class is for.
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
  void look() {
    long count = heap.youngCollections().getAsLong();
    quietLooks = count == youngCollections ? quietLooks + 1 : 0;
    youngCollections = count;
    long live = heap.liveBytes().getAsLong();
    long grown = heap.oldBytes().getAsLong() - live;
    if (grown > live * GROWTH_PERCENT / 100 + slackBytes
        || (quietLooks >= REST_LOOKS && grown > REST_BYTES)) {
      collect.run();
      quietLooks = 0;
    }
  }
}
