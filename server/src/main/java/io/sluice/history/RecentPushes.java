package io.sluice.history;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What has happened since the start, as far as it is kept: the last thousand pushes, the last
/// thousand that were refused (fewer if their paths and messages are very long), and figures of the
/// last hour. Any thread may call it.
//
// Noting a push puts references into two rings and counts; nothing is formatted before a client
// asks. Subscribers are woken by another thread and at most ten times a second, so that their
// number costs pushes nothing. The monitor guards rings and timeline; subscribers are called
// without it.
public final class RecentPushes implements AutoCloseable {
  /// How many pushes are kept, and how many refused ones.
  public static final int KEPT_PUSHES = 1_000;

  /// How many seconds there are between two points.
  public static final int STEP_SECONDS = Timeline.STEP_SECONDS;

  static final int MOST_SUBSCRIPTIONS = 64;

  /// How much memory all pushes that are kept may take, and all refused ones.
  static final long MOST_KEPT_BYTES = 2L << 20;

  private static final Duration NEWS_DELAY = Duration.ofMillis(100);
  private static final long NANOS = 1_000_000_000L;

  /// Runs something later, on any thread.
  @FunctionalInterface
  public interface Later {
    /// Has `task` run when `delay` is over.
    void run(Runnable task, Duration delay);
  }

  /// A push that is not noted yet.
  ///
  /// @param epochNanos when it was answered, in nanoseconds since 1970
  private record Timed(long epochNanos, AnsweredPush push) {}

  // The lock protects the rings and the timeline. A push does not wait for it: one that finds it
  // taken is left to the thread that has it.
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Timed> waiting = new ConcurrentLinkedQueue<>();

  private final LongSupplier epochNanos;
  private final Later later;
  private final Runnable onClose;
  private final PushRing all = new PushRing(KEPT_PUSHES, MOST_KEPT_BYTES);
  private final PushRing refused = new PushRing(KEPT_PUSHES, MOST_KEPT_BYTES);
  private final Timeline timeline;
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isNewsDue = new AtomicBoolean();
  private volatile boolean isClosed;

  /// A history that is told when a second is over.
  ///
  /// @param epochNanos the wall clock, in nanoseconds since 1970
  /// @param onClose is run when it is closed
  public RecentPushes(LongSupplier epochNanos, Later later, Runnable onClose) {
    this.epochNanos = epochNanos;
    this.later = later;
    this.onClose = onClose;
    this.timeline = new Timeline(epochNanos.getAsLong() / NANOS);
  }

  /// A history that takes a point every ten seconds until it is closed.
  ///
  /// @param epochNanos the wall clock, in nanoseconds since 1970
  /// @param held is asked on a thread of the history's own
  @SuppressWarnings("FutureReturnValueIgnored") // It goes on until the executor is shut down.
  public static RecentPushes start(LongSupplier epochNanos, Supplier<StateSize> held) {
    var ticks =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("history").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    var history =
        new RecentPushes(
            epochNanos,
            (task, delay) ->
                ticks.schedule(() -> tellingFailure(task), delay.toNanos(), TimeUnit.NANOSECONDS),
            ticks::shutdownNow);
    ticks.scheduleAtFixedRate(
        () -> tellingFailure(() -> history.tick(held)), 1, 1, TimeUnit.SECONDS);
    return history;
  }

  /// An executor keeps to itself what ends a task; a thread of the gateway must not end unheard.
  private static void tellingFailure(Runnable task) {
    try {
      task.run();
    } catch (OutOfMemoryError _) {
      // A point less in the curves, and those who follow are told a second later.
    } catch (RuntimeException | Error e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      throw e;
    }
  }

  /// Notes a push.
  public void pushed(AnsweredPush push) {
    var timed = new Timed(epochNanos.getAsLong(), push);
    if (waiting.isEmpty() && lock.tryLock()) {
      try {
        note(timed);
      } finally {
        lock.unlock();
      }
    } else {
      waiting.add(timed);
    }
    noteWaiting();
    if (!subscriptions.isEmpty() && isNewsDue.compareAndSet(false, true)) {
      announce();
    }
  }

  private void note(Timed timed) {
    AnsweredPush push = timed.push();
    var pushRecord = new NumberedPush(all.end() + 1, timed.epochNanos(), push);
    all.add(pushRecord);
    if (push.isRefused()) {
      refused.add(pushRecord);
    }
    timeline.count(push);
  }

  /// Notes the pushes that wait, unless another thread holds the lock: that one calls this next.
  private void noteWaiting() {
    while (!waiting.isEmpty() && lock.tryLock()) {
      try {
        noteAllWaiting();
      } finally {
        lock.unlock();
      }
    }
  }

  private void noteAllWaiting() {
    for (Timed timed = waiting.poll(); timed != null; timed = waiting.poll()) {
      note(timed);
    }
  }

  /// Reads, or changes, what the lock protects.
  <T extends @Nullable Object> T locked(Supplier<T> work) {
    lock.lock();
    try {
      noteAllWaiting();
      return work.get();
    } finally {
      lock.unlock();
      noteWaiting();
    }
  }

  /// The last pushes with an id below `before`, newest first.
  public List<NumberedPush> pushes(long before, int limit, Predicate<AnsweredPush> filter) {
    return first(limit, newest(all, before), filter);
  }

  /// The last refused pushes with an id below `before`, newest first. They go back further than
  /// [#pushes], since good pushes do not take their place.
  public List<NumberedPush> refusedPushes(long before, int limit, Predicate<AnsweredPush> filter) {
    return first(limit, newest(refused, before), filter);
  }

  private List<NumberedPush> newest(PushRing ring, long before) {
    return locked(() -> ring.newest(before));
  }

  /// Without the lock: filters may take long.
  private static List<NumberedPush> first(
      int limit, List<NumberedPush> pushes, Predicate<AnsweredPush> filter) {
    return pushes.stream().filter(push -> filter.test(push.push())).limit(limit).toList();
  }

  /// The points of the last hour, oldest first.
  public List<HistoryPoint> points() {
    return locked(timeline::points);
  }

  /// Whether there are as many subscribers as there may be.
  public boolean isFull() {
    return subscriptions.size() >= MOST_SUBSCRIPTIONS;
  }

  /// Subscribes to pushes.
  ///
  /// @param isRefusedOnly whether only refused ones are wanted
  /// @param onNews is run when there may be some, once a second at least, and at the end; it must
  ///   not block
  /// @return null if there are too many subscribers already
  public @Nullable Subscription subscribe(boolean isRefusedOnly, Runnable onNews) {
    return this.<@Nullable Subscription>locked(() -> subscription(isRefusedOnly, onNews));
  }

  private @Nullable Subscription subscription(boolean isRefusedOnly, Runnable onNews) {
    if (isFull()) {
      return null;
    }
    var subscription = new Subscription(this, isRefusedOnly ? refused : all, onNews);
    subscriptions.add(subscription);
    return subscription;
  }

  /// To be called once a second.
  ///
  /// @param held is asked when a point is due
  public void tick(Supplier<StateSize> held) {
    long now = epochNanos.getAsLong() / NANOS;
    if (locked(() -> timeline.isDue(now))) {
      StateSize current = held.get();
      locked(
          () -> {
            timeline.add(now, current.groups(), current.series());
            return null;
          });
    }
    wakeAll();
  }

  /// Ends all subscriptions.
  @Override
  public void close() {
    isClosed = true;
    wakeAll();
    onClose.run();
  }

  boolean isClosed() {
    return isClosed;
  }

  void cancel(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  private void announce() {
    later.run(
        () -> {
          isNewsDue.set(false);
          wakeAll();
        },
        NEWS_DELAY);
  }

  private void wakeAll() {
    subscriptions.forEach(Subscription::wake);
  }
}
