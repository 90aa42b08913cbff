package io.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentPushesTest {
  private static final InetSocketAddress PEER = new InetSocketAddress(1);
  private static final GroupingKey KEY = GroupingKey.of("job", "j");

  private final AtomicLong seconds = new AtomicLong(1_000);
  private final List<Runnable> later = new ArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();
  private final RecentPushes history =
      new RecentPushes(
          () -> TimeUnit.SECONDS.toNanos(seconds.get()),
          (task, _) -> later.add(task),
          closed::incrementAndGet);

  @Test
  void pushes_moreThanAreKept_areTheLastNewestFirst() {
    for (int i = 0; i < RecentPushes.KEPT_PUSHES + 10; i++) {
      history.pushed(push(null));
    }

    List<NumberedPush> pushes = history.pushes(Long.MAX_VALUE, 5_000, _ -> true);
    assertThat(pushes).hasSize(RecentPushes.KEPT_PUSHES);
    assertThat(pushes.getFirst().id()).isEqualTo(RecentPushes.KEPT_PUSHES + 10);
    assertThat(pushes.getLast().id()).isEqualTo(11);
    assertThat(history.pushes(pushes.getLast().id(), 10, _ -> true)).isEmpty();
    assertThat(history.pushes(500, 2, _ -> true).stream().map(NumberedPush::id))
        .containsExactly(499L, 498L);
  }

  // Would catch a push that is left to a thread that has already checked for pushes.
  @Test
  void pushed_byManyThreadsBesideReaders_allAreNoted() throws Exception {
    int threads = 4;
    int pushes = 5_000;
    try (var executor = Executors.newFixedThreadPool(threads + 1)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        work.add(
            () -> {
              for (int push = 0; push < pushes; push++) {
                history.pushed(push(null));
              }
              return null;
            });
      }
      work.add(
          () -> {
            for (int i = 0; i < 500; i++) {
              history.pushes(Long.MAX_VALUE, 5_000, _ -> true);
            }
            return null;
          });
      for (Future<Void> done : executor.invokeAll(work)) {
        done.get();
      }
    }

    assertThat(history.pushes(Long.MAX_VALUE, 1, _ -> true).getFirst().id())
        .isEqualTo((long) threads * pushes);
    seconds.addAndGet(10);
    history.tick(() -> new StateSize(0, 0));
    assertThat(history.points().getLast().pushes()).isEqualTo((long) threads * pushes);
  }

  // Would catch a ring whose memory grows with the length of the sent texts.
  @Test
  void pushes_longTexts_areFewer() {
    String text = "x".repeat(10_000);
    for (int i = 0; i < RecentPushes.KEPT_PUSHES; i++) {
      history.pushed(
          new AnsweredPush(
              "PUT", text, null, PEER, 1, 1, 1, 400, AnsweredPush.Reason.MALFORMED, text));
    }
    List<NumberedPush> pushes = history.refusedPushes(Long.MAX_VALUE, 5_000, _ -> true);
    assertThat(pushes).hasSizeBetween(200, 300);
    assertThat(pushes.getFirst().id()).isEqualTo(RecentPushes.KEPT_PUSHES);
    assertThat(pushes.stream().mapToLong(each -> each.push().byteCount()).sum())
        .isLessThanOrEqualTo(RecentPushes.MAX_KEPT_BYTES);

    for (int i = 0; i < RecentPushes.KEPT_PUSHES; i++) {
      history.pushed(push(AnsweredPush.Reason.MALFORMED));
    }
    assertThat(history.refusedPushes(Long.MAX_VALUE, 5_000, _ -> true))
        .hasSize(RecentPushes.KEPT_PUSHES);
  }

  // Would catch refusals that good pushes displace.
  @Test
  void refusedPushes_manyGoodOnesAfter_areStillThere() {
    history.pushed(push(AnsweredPush.Reason.MALFORMED));
    for (int i = 0; i < 3 * RecentPushes.KEPT_PUSHES; i++) {
      history.pushed(push(null));
    }

    assertThat(history.pushes(Long.MAX_VALUE, 5_000, AnsweredPush::isRefused)).isEmpty();
    assertThat(history.refusedPushes(Long.MAX_VALUE, 5_000, _ -> true))
        .singleElement()
        .satisfies(record -> assertThat(record.id()).isEqualTo(1));
  }

  @Test
  void push_longPathAndMessage_areCut() {
    String longText = "x".repeat(AnsweredPush.MAX_TEXT_LENGTH - 1) + "😀" + "x".repeat(100_000);
    var push =
        new AnsweredPush(
            "PUT", longText, KEY, PEER, 1, 1, 1, 400, AnsweredPush.Reason.MALFORMED, longText);

    assertThat(push.path()).hasSizeLessThan(AnsweredPush.MAX_TEXT_LENGTH + 4).endsWith("x...");
    assertThat(push.message()).hasSizeLessThan(AnsweredPush.MAX_TEXT_LENGTH + 4).endsWith("x...");
    assertThat(push.key()).isNull();
  }

  @Test
  void tick_beforeTenSeconds_addsNothing() {
    history.tick(() -> new StateSize(1, 2));

    assertThat(history.points()).isEmpty();
  }

  @Test
  void tick_tenSecondsLater_addsWhatHappenedSince() {
    history.pushed(push(null));
    history.pushed(push(AnsweredPush.Reason.INCONSISTENT));
    seconds.addAndGet(10);
    history.tick(() -> new StateSize(3, 4));
    seconds.addAndGet(10);
    history.tick(() -> new StateSize(5, 6));

    List<HistoryPoint> points = history.points();
    assertThat(points).hasSize(2);
    HistoryPoint first = points.getFirst();
    assertThat(first.epochSeconds()).isEqualTo(1_010);
    assertThat(first.pushes()).isEqualTo(2);
    assertThat(first.refused()).isEqualTo(1);
    assertThat(first.groups()).isEqualTo(3);
    assertThat(first.series()).isEqualTo(4);
    assertThat(first.medianSeconds()).isBetween(0.00099, 0.00102);
    assertThat(first.p99Seconds()).isBetween(0.00099, 0.00102);
    assertThat(points.getLast().pushes()).isZero();
    assertThat(points.getLast().medianSeconds()).isNaN();
  }

  @Test
  void points_afterMoreThanAnHour_areThoseOfTheLastHour() {
    for (int i = 0; i < 400; i++) {
      seconds.addAndGet(10);
      history.tick(() -> new StateSize(0, 0));
    }

    assertThat(history.points()).hasSize(360);
    assertThat(history.points().getLast().epochSeconds()).isEqualTo(seconds.get());
    assertThat(history.points().getFirst().epochSeconds()).isEqualTo(seconds.get() - 3_590);
  }

  @Test
  void subscription_pushes_areToldOnceAndInOrder() {
    history.pushed(push(null));
    Subscription all = subscribe(false);
    Subscription refused = subscribe(true);
    history.pushed(push(null));
    history.pushed(push(AnsweredPush.Reason.LIMIT));

    assertThat(all.next(1).pushes()).extracting(NumberedPush::id).containsExactly(2L);
    assertThat(all.next(10).pushes()).extracting(NumberedPush::id).containsExactly(3L);
    assertThat(all.next(10).pushes()).isEmpty();
    assertThat(refused.next(10).pushes()).extracting(NumberedPush::id).containsExactly(3L);
  }

  // Would catch a queue that grows for a client that does not read.
  @Test
  void subscription_tooSlow_isToldHowManyItMissed() {
    Subscription slow = subscribe(false);
    for (int i = 0; i < RecentPushes.KEPT_PUSHES + 5; i++) {
      history.pushed(push(null));
    }

    Subscription.Batch batch = slow.next(2);
    assertThat(batch.dropped()).isEqualTo(5);
    assertThat(batch.pushes()).extracting(NumberedPush::id).containsExactly(6L, 7L);
    assertThat(slow.next(2).dropped()).isZero();
  }

  // Would catch a wakeup for each push.
  @Test
  void subscription_manyPushesAtOnce_isWokenOnce() {
    var woken = new AtomicInteger();
    Objects.requireNonNull(history.subscribe(false, woken::incrementAndGet));
    for (int i = 0; i < 100; i++) {
      history.pushed(push(null));
    }

    assertThat(later).hasSize(1);
    later.removeFirst().run();
    assertThat(woken).hasValue(1);
    history.pushed(push(null));
    assertThat(later).hasSize(1);
  }

  @Test
  void subscribe_asManyAsMayBe_thenNoMoreUntilOneEnds() {
    var subscriptions = new ArrayList<Subscription>();
    for (int i = 0; i < RecentPushes.MAX_SUBSCRIPTIONS; i++) {
      subscriptions.add(subscribe(false));
    }

    assertThat(history.isFull()).isTrue();
    assertThat(history.subscribe(false, () -> {})).isNull();
    subscriptions.getFirst().cancel();
    assertThat(history.subscribe(false, () -> {})).isNotNull();
  }

  @Test
  void close_subscriptions_areWokenAndOver() {
    var woken = new AtomicInteger();
    Subscription subscription =
        Objects.requireNonNull(history.subscribe(false, woken::incrementAndGet));
    history.close();

    assertThat(woken).hasValue(1);
    assertThat(subscription.isOver()).isTrue();
    assertThat(closed).hasValue(1);
  }

  private Subscription subscribe(boolean isRefusedOnly) {
    return Objects.requireNonNull(history.subscribe(isRefusedOnly, () -> {}));
  }

  private static AnsweredPush push(AnsweredPush.@Nullable Reason reason) {
    return new AnsweredPush(
        "PUT",
        "/metrics/job/j",
        KEY,
        PEER,
        10,
        1,
        1_000_000,
        reason == null ? 200 : 400,
        reason,
        reason == null ? null : "no");
  }
}
