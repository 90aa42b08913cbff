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

/// The recent history: the last thousand pushes, the last thousand refused pushes (fewer if their
/// paths and messages are very long), and statistics of the last hour. Thread-safe.
//
// To record a push, references are put into two rings and counters are incremented; nothing is
// formatted until a client requests it. Another thread wakes the subscribers, at most ten times a
// second, so that pushes do not become slower with more subscribers. The lock guards the rings and
// the timeline; subscribers are called without it.
public final class RecentPushes implements AutoCloseable {
  /// The maximum number of pushes in each of the two rings.
  public static final int KEPT_PUSHES = 1_000;

  /// The number of seconds between two points.
  public static final int STEP_SECONDS = Timeline.STEP_SECONDS;

  static final int MAX_SUBSCRIPTIONS = 64;

  /// The maximum memory of each of the two rings.
  static final long MAX_KEPT_BYTES = 2L << 20;

  private static final Duration NEWS_DELAY = Duration.ofMillis(100);
  private static final long NANOS = 1_000_000_000L;

  /// Runs tasks later, on any thread.
  @FunctionalInterface
  public interface Later {
    /// Runs `task` after `delay`.
    void run(Runnable task, Duration delay);
  }

  /// A push that is not recorded yet.
  ///
  /// @param epochNanos the time of the response, in nanoseconds since 1970
  private record Timed(long epochNanos, AnsweredPush push) {}

  // The lock protects the rings and the timeline. A push does not wait for it: if another thread
  // holds the lock, that thread records the push.
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Timed> waiting = new ConcurrentLinkedQueue<>();

  private final LongSupplier epochNanos;
  private final Later later;
  private final Runnable onClose;
  private final PushRing all = new PushRing(KEPT_PUSHES, MAX_KEPT_BYTES);
  private final PushRing refused = new PushRing(KEPT_PUSHES, MAX_KEPT_BYTES);
  private final Timeline timeline;
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isNewsDue = new AtomicBoolean();
  private volatile boolean isClosed;

  /// Creates a history without a timer; the caller calls [#tick] once a second.
  ///
  /// @param epochNanos the wall clock, in nanoseconds since 1970
  /// @param onClose called when it is closed
  public RecentPushes(LongSupplier epochNanos, Later later, Runnable onClose) {
    this.epochNanos = epochNanos;
    this.later = later;
    this.onClose = onClose;
    this.timeline = new Timeline(epochNanos.getAsLong() / NANOS);
  }

  /// Starts a history that adds a point every ten seconds until it is closed.
  ///
  /// @param epochNanos the wall clock, in nanoseconds since 1970
  /// @param stateSize called by a thread of the history
  @SuppressWarnings("FutureReturnValueIgnored") // It runs until the executor is shut down.
  public static RecentPushes start(LongSupplier epochNanos, Supplier<StateSize> stateSize) {
    var ticks =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("history").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    var history =
        new RecentPushes(
            epochNanos,
            (task, delay) ->
                ticks.schedule(() -> reportingFailure(task), delay.toNanos(), TimeUnit.NANOSECONDS),
            ticks::shutdownNow);
    ticks.scheduleAtFixedRate(
        () -> reportingFailure(() -> history.tick(stateSize)), 1, 1, TimeUnit.SECONDS);
    return history;
  }

  /// An executor swallows the exceptions of its tasks, but no thread of the gateway may end without
  /// a report.
  private static void reportingFailure(Runnable task) {
    try {
      task.run();
    } catch (OutOfMemoryError _) {
      // One point of the curves is missing, and subscribers are notified a second later.
    } catch (RuntimeException | Error e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      throw e;
    }
  }

  /// Records a push.
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

  /// Records the waiting pushes, unless another thread holds the lock; that thread calls this
  /// method after it has released the lock.
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

  /// Runs `work` under the lock.
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
  /// [#pushes], because accepted pushes do not replace them.
  public List<NumberedPush> refusedPushes(long before, int limit, Predicate<AnsweredPush> filter) {
    return first(limit, newest(refused, before), filter);
  }

  private List<NumberedPush> newest(PushRing ring, long before) {
    return locked(() -> ring.newest(before));
  }

  /// Runs without the lock, because filters may take long.
  private static List<NumberedPush> first(
      int limit, List<NumberedPush> pushes, Predicate<AnsweredPush> filter) {
    return pushes.stream().filter(push -> filter.test(push.push())).limit(limit).toList();
  }

  /// The points of the last hour, oldest first.
  public List<HistoryPoint> points() {
    return locked(timeline::points);
  }

  /// Whether the maximum number of subscribers is reached.
  public boolean isFull() {
    return subscriptions.size() >= MAX_SUBSCRIPTIONS;
  }

  /// Subscribes to pushes.
  ///
  /// @param isRefusedOnly whether to receive only refused pushes
  /// @param onNews called when there may be new pushes, at least once a second, and at the end; it
  ///   must not block
  /// @return null if there are too many subscribers
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

  /// Must be called once a second.
  ///
  /// @param stateSize called when a point is due
  public void tick(Supplier<StateSize> stateSize) {
    long now = epochNanos.getAsLong() / NANOS;
    if (locked(() -> timeline.isDue(now))) {
      StateSize current = stateSize.get();
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
