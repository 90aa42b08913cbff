package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.exposition.OverdueFamilies;
import io.sluice.format.ParseException;
import io.sluice.format.text.TextParser;
import io.sluice.merge.BucketMode;
import io.sluice.merge.GaugeMode;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AggregateTest {
  private static final GroupingKey KEY = GroupingKey.of("job", "j");
  private static final long SECOND = 1_000_000_000L;
  private static final Lifetimes SERIES_TTL = new Lifetimes(0, 10 * SECOND, 0);
  private static final MergeOptions TRACKING =
      new MergeOptions(GaugeMode.LAST, BucketMode.COMMON, null, true);

  private final Store store = new Store(Map.of());
  private long now = 1_000 * SECOND;

  @Test
  void aggregate_twice_showsTheSum() {
    assertThat(add("# TYPE c counter\nc 1\nc{a=\"x\"} 2\n")).isEqualTo(Outcome.APPLIED);
    assertThat(add("# TYPE c counter\nc 0.5\n")).isEqualTo(Outcome.APPLIED);

    assertThat(lines("c"))
        .containsExactly("c{instance=\"\",job=\"j\"} 1.5", "c{a=\"x\",instance=\"\",job=\"j\"} 2");
  }

  @Test
  void aggregate_oneFamilyClashes_changesNothingButTheFailure() {
    add("# TYPE c counter\nc 1\n");
    now++;

    Outcome outcome = add("# TYPE a counter\na 1\n# TYPE c gauge\nc 2\n");

    assertThat(outcome)
        .isEqualTo(new Outcome.Rejected("cannot merge metric 'c': type COUNTER != GAUGE"));
    assertThat(lines("c")).containsExactly("c{instance=\"\",job=\"j\"} 1");
    assertThat(lines("a")).isEmpty();
    assertThat(group().isLastPushSuccessful()).isFalse();
  }

  // Would catch a retry that is counted twice.
  @Test
  void aggregate_sameKeyAgain_addsNothing() {
    assertThat(once("k", "c 1\n")).isEqualTo(Outcome.APPLIED);
    assertThat(once("k", "c 1\n")).isEqualTo(Outcome.REPEATED);
    assertThat(once("k", "c 2\n")).isEqualTo(Outcome.KEY_REUSED);
    assertThat(once("l", "c 1\n")).isEqualTo(Outcome.APPLIED);
    assertThat(lines("c")).containsExactly("c{instance=\"\",job=\"j\"} 2");

    now += 100 * SECOND;
    assertThat(once("k", "c 1\n")).isEqualTo(Outcome.APPLIED);
    assertThat(lines("c")).containsExactly("c{instance=\"\",job=\"j\"} 3");
  }

  @Test
  void aggregate_refusedUnderAKey_canBeSentAgain() {
    GroupingKey other = GroupingKey.of("job", "other");
    store.apply(
        Preparation.push(
            other, parse("# TYPE c gauge\nc 1\n"), true, PushOrigin.at(1), Lifetimes.NONE));
    assertThat(once("k", "# TYPE c counter\nc 1\n")).isInstanceOf(Outcome.Rejected.class);
    store.apply(new Command.Delete(other));

    assertThat(once("k", "# TYPE c counter\nc 1\n")).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void expire_seriesNotSeenForLong_goOneByOne() {
    add("# TYPE c counter\nc{pod=\"a\"} 1\n# TYPE d counter\nd 1\n", TRACKING, SERIES_TTL);
    now += 6 * SECOND;
    add("# TYPE c counter\nc{pod=\"b\"} 1\n", TRACKING, SERIES_TTL);
    now += 4 * SECOND;
    assertThat(store.hasExpired(now - 1, 0)).isFalse();
    assertThat(store.hasExpired(now, 0)).isTrue();

    assertThat(store.apply(new Command.Expire(now, 0, 10))).isEqualTo(new Outcome.Expired(0, 2));

    assertThat(lines("c")).containsExactly("c{instance=\"\",job=\"j\",pod=\"b\"} 1");
    assertThat(lines("d")).isEmpty();
    assertThat(store.hasExpired(now + 6 * SECOND - 1, 0)).isFalse();
    assertThat(store.apply(new Command.Expire(now + 6 * SECOND, 0, 10)))
        .isEqualTo(new Outcome.Expired(0, 1));
    StoreInvariants.check(store);
    assertThat(store.hasExpired(Long.MAX_VALUE - 1, 0)).isFalse();
  }

  // Clients could not push while the gateway was down: would catch series that expire because
  // another series of their group was pushed first after it.
  @Test
  void expire_withinTheGracePeriod_keepsTheSeriesOfPushedGroups() {
    add("# TYPE c counter\nc{pod=\"a\"} 1\n", TRACKING, SERIES_TTL);
    now += 100 * SECOND;
    long start = now;
    add("# TYPE c counter\nc{pod=\"b\"} 1\n", TRACKING, SERIES_TTL);

    assertThat(store.hasExpired(now, start)).isFalse();
    assertThat(store.apply(new Command.Expire(now, start, 10)))
        .isEqualTo(new Outcome.Expired(0, 0));
    assertThat(store.apply(new Command.Expire(now, 0, 10))).isEqualTo(new Outcome.Expired(0, 1));
  }

  // A series that was pushed after the start expires as usual.
  @Test
  void expire_withinTheGracePeriod_dropsSeriesPushedSinceTheStart() {
    add("# TYPE c counter\nc{pod=\"a\"} 1\nc{pod=\"b\"} 1\n", TRACKING, SERIES_TTL);
    now += 100 * SECOND;
    long start = now;
    add("# TYPE c counter\nc{pod=\"b\"} 1\nc{pod=\"c\"} 1\n", TRACKING, SERIES_TTL);
    now += 10 * SECOND - 1;
    assertThat(store.hasExpired(now, start)).isFalse();
    now++;

    assertThat(store.hasExpired(now, start)).isTrue();
    assertThat(store.apply(new Command.Expire(now, start, 10)))
        .isEqualTo(new Outcome.Expired(0, 2));
    assertThat(lines("c")).containsExactly("c{instance=\"\",job=\"j\",pod=\"a\"} 1");
    assertThat(store.hasExpired(now, start)).isFalse();
    StoreInvariants.check(store);
    assertThat(store.apply(new Command.Expire(now, 0, 10))).isEqualTo(new Outcome.Expired(0, 1));
  }

  // Entries that the first versions wrote to a journal must have the same result as then.
  @Test
  void expire_ofAFirstVersion_sparesAllSeriesWithinTheGracePeriod() {
    long start = now;
    add("# TYPE c counter\nc 1\n", TRACKING, SERIES_TTL);
    now += 20 * SECOND;

    assertThat(store.apply(new Command.Expire(now, start, 10, true)))
        .isEqualTo(new Outcome.Expired(0, 0));
    assertThat(store.apply(new Command.Expire(now, start, 10)))
        .isEqualTo(new Outcome.Expired(0, 1));
  }

  // Would catch data that is kept after its family was deleted.
  @Test
  void deleteFamily_ofAnAggregatedGroup_beginsAnew() {
    add("# TYPE c counter\nc{pod=\"a\"} 1\n# TYPE d counter\nd 1\n", TRACKING, SERIES_TTL);

    assertThat(store.apply(new Command.DeleteFamily(KEY, "c")))
        .isEqualTo(new Outcome.FamilyDeleted(1));
    assertThat(store.apply(new Command.DeleteFamily(KEY, "c")))
        .isEqualTo(new Outcome.NotFound(true));
    StoreInvariants.check(store);
    assertThat(lines("c")).isEmpty();
    assertThat(lines("d")).containsExactly("d{instance=\"\",job=\"j\"} 1");

    now += SECOND;
    add("# TYPE c gauge\nc{pod=\"a\"} 5\n", TRACKING, SERIES_TTL);
    assertThat(lines("c")).containsExactly("c{instance=\"\",job=\"j\",pod=\"a\"} 5");
  }

  // Averages store a count: would catch data that is kept after its family was replaced.
  @Test
  void push_ofAnAggregatedFamily_forgetsWhatAggregationKnew() {
    var average = new MergeOptions(GaugeMode.AVG, BucketMode.COMMON, null, false);
    add("# TYPE g gauge\ng 1\n", average, Lifetimes.NONE);
    add("# TYPE g gauge\ng 3\n", average, Lifetimes.NONE);
    assertThat(lines("g")).containsExactly("g{instance=\"\",job=\"j\"} 2");
    store.apply(
        Preparation.push(
            KEY, parse("# TYPE g gauge\ng 10\n"), false, PushOrigin.at(now), Lifetimes.NONE));
    add("# TYPE g gauge\ng 20\n", average, Lifetimes.NONE);

    assertThat(lines("g")).containsExactly("g{instance=\"\",job=\"j\"} 15");
  }

  @Test
  void lateness_ofGroupsWithAnExpectation_isShown() {
    var expecting = new Lifetimes(0, 0, 60 * SECOND);
    store.apply(Preparation.push(KEY, parse(""), true, PushOrigin.at(now), expecting));
    store.apply(
        Preparation.push(
            GroupingKey.of("job", "quiet"), parse(""), true, PushOrigin.at(now), Lifetimes.NONE));

    assertThat(late(now + 60 * SECOND))
        .contains("push_expected_interval_seconds{instance=\"\",job=\"j\"} 60\n")
        .contains("push_overdue{instance=\"\",job=\"j\"} 0\n")
        .doesNotContain("push_overdue{instance=\"\",job=\"quiet\"}");
    assertThat(isLate(KEY, now + 60 * SECOND)).isFalse();
    assertThat(late(now + 60 * SECOND + 1)).contains("push_overdue{instance=\"\",job=\"j\"} 1\n");
    assertThat(isLate(KEY, now + 60 * SECOND + 1)).isTrue();
    assertThat(isLate(GroupingKey.of("job", "quiet"), Long.MAX_VALUE)).isFalse();
    store.apply(Preparation.push(KEY, parse(""), true, PushOrigin.at(now), Lifetimes.NONE));
    assertThat(late(now)).doesNotContain("push_overdue");
  }

  private boolean isLate(GroupingKey key, long nowNanos) {
    return Objects.requireNonNull(store.directory().summary(key)).isOverdue(nowNanos);
  }

  private String late(long nowNanos) {
    StoreView view = store.view();
    return Pushing.scrape(view, OverdueFamilies.families(view, nowNanos));
  }

  private Outcome add(String body) {
    return add(body, MergeOptions.USUAL, Lifetimes.NONE);
  }

  private Outcome add(String body, MergeOptions options, Lifetimes lifetimes) {
    return add(body, null, options, lifetimes);
  }

  private Outcome once(String key, String body) {
    var once = new PushOrigin.Once(key, now + 50 * SECOND);
    return add(body, once, MergeOptions.USUAL, Lifetimes.NONE);
  }

  private Outcome add(
      String body, PushOrigin.@Nullable Once once, MergeOptions options, Lifetimes lifetimes) {
    return store.apply(
        Preparation.aggregate(
            KEY,
            parse(body).families(),
            false,
            new PushOrigin(now, "p", once),
            options,
            lifetimes));
  }

  private static io.sluice.format.ParsedBody parse(String body) {
    try {
      return TextParser.parse(body.getBytes(StandardCharsets.UTF_8), Names.UTF8);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private GroupView group() {
    return store.view().groups().next();
  }

  private List<String> lines(String family) {
    return Pushing.scrape(store.view(), List.of())
        .lines()
        .filter(line -> line.startsWith(family + "{") || line.startsWith(family + " "))
        .toList();
  }
}
