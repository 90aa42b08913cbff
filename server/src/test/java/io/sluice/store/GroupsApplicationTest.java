package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.format.text.TextParser;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import io.sluice.pages.StoredFamily;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsApplicationTest {
  private static final GroupingKey A = GroupingKey.of("job", "a");
  private static final GroupingKey B = GroupingKey.of("job", "b");
  private static final GroupingKey C = GroupingKey.of("job", "c", "instance", "1");

  private final Store store = new Store(Map.of("own", MetricType.GAUGE));
  private long now = 1_000_000_000L;

  @Test
  void apply_allFit_allAreThere() {
    assertThat(all(push(A, "m 1\n"), push(B, "m 2\n"))).isEqualTo(Outcome.APPLIED);

    assertThat(shown()).contains("m{instance=\"\",job=\"a\"} 1", "m{instance=\"\",job=\"b\"} 2");
    assertThat(store.state.groupCount()).isEqualTo(2);
  }

  // Would catch a part that is applied before another one is found to be inconsistent.
  @Test
  void apply_lastOneDoesNotFit_changesNothingButFailures() {
    store.apply(push(C, "# TYPE n gauge\nn 1\n"));
    store.apply(push(A, "held 1\n"));

    Outcome outcome = all(push(A, "m 1\n"), push(B, "# TYPE n counter\nn 2\n"));

    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    assertThat(((Outcome.Rejected) outcome).message()).contains("is not a GAUGE");
    assertThat(shown())
        .contains("held{instance=\"\",job=\"a\"} 1", "n{instance=\"1\",job=\"c\"} 1")
        .doesNotContain("\nm{", "n{instance=\"\",job=\"b\"}");
    assertThat(failureTimes()).containsExactly(0.0, now / 1e9, now / 1e9);
  }

  // Each conflict that two groups can have, between two groups of one request.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "# TYPE x counter\\nx 1 | # TYPE x gauge\\nx 1 | is not a COUNTER",
        "# TYPE x summary\\nx_count 1\\nx_sum 1 | x_count 1 | collides with previously collected",
        "x_sum 1 | # TYPE x histogram\\nx_count 1\\nx_sum 1 | collides with previously collected",
      })
  void apply_partsClashWithEachOther_isRefusedOrLeftOut(
      String first, String second, String problem) {
    Command.Part one = push(A, first.strip().replace("\\n", "\n") + "\n");
    Command.Part other = push(B, second.strip().replace("\\n", "\n") + "\n");

    assertThat(all(one, other))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class, r -> assertThat(r.message()).contains(problem.strip()));
    assertThat(shown()).doesNotContain("\nx");

    Outcome each = each(one, other);
    assertThat(((Outcome.Each) each).outcomes().getFirst()).isEqualTo(Outcome.APPLIED);
    assertThat(((Outcome.Each) each).outcomes().getLast()).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void apply_sameSeriesInTwoParts_isRefused() {
    Outcome outcome =
        all(
            push(GroupingKey.of("job", "a"), "m{instance=\"1\"} 1\n"),
            push(GroupingKey.of("job", "a", "instance", "1"), "m 1\n"));

    assertThat(((Outcome.Rejected) outcome).message()).contains("was collected before");
  }

  @Test
  void apply_twinsInOneRequest_isRefused() {
    Outcome outcome =
        all(
            push(GroupingKey.of("job", "a"), "m 1\n"),
            push(GroupingKey.of("job", "a", "instance", ""), "n 1\n"));

    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    assertThat(store.state.groupCount()).isEqualTo(1); // the failure of the first one
  }

  @Test
  void apply_sumThatCannotBe_isRefusedOrLeftOut() {
    store.apply(add(A, "# TYPE c counter\nc 1\n"));
    Command.Part bad = add(A, "# TYPE c gauge\nc 1\n");

    assertThat(all(add(B, "# TYPE d counter\nd 1\n"), bad)).isInstanceOf(Outcome.Rejected.class);
    assertThat(shown()).doesNotContain("\nd{");
    assertThat(((Outcome.Each) each(add(B, "# TYPE d counter\nd 1\n"), bad)).isAnyApplied())
        .isTrue();
    assertThat(shown()).contains("d{instance=\"\",job=\"b\"} 1", "c{instance=\"\",job=\"a\"} 1");
  }

  @Test
  void apply_sameRequestAgain_changesNothing() {
    var once = new PushOrigin(now, "", new PushOrigin.Once("k", Long.MAX_VALUE));
    var command = new Command.Groups(List.of(add(A, "# TYPE c counter\nc 1\n")), once, false);

    assertThat(store.apply(command)).isInstanceOf(Outcome.Each.class);
    assertThat(store.apply(command)).isEqualTo(Outcome.REPEATED);
    assertThat(shown()).contains("c{instance=\"\",job=\"a\"} 1");
  }

  // A request that was refused as a whole may be valid when it is repeated.
  @Test
  void apply_refusedRequestAgain_isLookedAtAgain() {
    store.apply(push(C, "# TYPE c gauge\nc 1\n"));
    var once = new PushOrigin(now, "", new PushOrigin.Once("k", Long.MAX_VALUE));
    var command = new Command.Groups(List.of(push(A, "# TYPE c counter\nc 1\n")), once, false);
    assertThat(((Outcome.Each) store.apply(command)).isAnyApplied()).isFalse();
    store.apply(new Command.Delete(C));

    assertThat(((Outcome.Each) store.apply(command)).isAnyApplied()).isTrue();
  }

  @Test
  void new_twoPartsOfOneGroup_onlyWhereEachStandsForItself() {
    List<Command.Part> parts = List.of(push(A, "m 1\n"), push(A, "n 1\n"));

    assertThat(new Command.Groups(parts, PushOrigin.at(now), false).parts()).hasSize(2);
    assertThatThrownBy(() -> new Command.Groups(parts, PushOrigin.at(now), true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void apply_familyIsGone_leavesNoTraceOfIt() {
    store.apply(push(A, "m 1\nn 2\n"));
    var push =
        new Command.Push(
            A, PushOrigin.at(now), false, List.of(), Lifetimes.NONE, Set.of("m", "none"));

    assertThat(store.apply(push)).isEqualTo(Outcome.APPLIED);

    assertThat(shown()).doesNotContain("\nm{").contains("n{instance=\"\",job=\"a\"} 2");
    assertThat(store.view().group(Objects.requireNonNull(store.state.keyToGroup.get(A))).families())
        .extracting(StoredFamily::name)
        .containsExactly("n", "push_failure_time_seconds", "push_time_seconds");
    StoreInvariants.check(store);
  }

  @Test
  void apply_series_replacesThoseWithTheSameLabels() {
    store.apply(push(A, "# TYPE c counter\nc{k=\"1\"} 1\nc{k=\"2\"} 2\nother 1\n"));

    Outcome outcome = store.apply(series(A, "# TYPE c counter\nc{k=\"2\"} 5\nc{k=\"3\"} 3\n"));

    assertThat(outcome).isEqualTo(Outcome.APPLIED);
    assertThat(shown())
        .contains(
            "c{instance=\"\",job=\"a\",k=\"1\"} 1",
            "c{instance=\"\",job=\"a\",k=\"2\"} 5",
            "c{instance=\"\",job=\"a\",k=\"3\"} 3",
            "other{instance=\"\",job=\"a\"} 1");
  }

  @Test
  void apply_seriesOfEveryType_takesTheNewValue() {
    String old =
        """
        # TYPE h histogram
        h_bucket{le="1"} 1
        h_bucket{le="+Inf"} 2
        h_sum 3
        h_count 2
        # TYPE s summary
        s{quantile="0.5"} 1
        s_sum 2
        s_count 3
        # TYPE x_info gauge
        x_info{v="1"} 1
        """;
    String next =
        """
        # TYPE h histogram
        h_bucket{le="2"} 7
        h_bucket{le="+Inf"} 8
        h_sum 9
        h_count 8
        # TYPE s summary
        s{quantile="0.9"} 4
        s_sum 5
        s_count 6
        # TYPE x_info gauge
        x_info{v="2"} 1
        """;
    store.apply(push(A, old));
    store.apply(series(A, next));

    assertThat(shown())
        .contains(
            "h_bucket{instance=\"\",job=\"a\",le=\"2\"} 7",
            "h_sum{instance=\"\",job=\"a\"} 9",
            "s{instance=\"\",job=\"a\",quantile=\"0.9\"} 4",
            "x_info{instance=\"\",job=\"a\",v=\"1\"} 1",
            "x_info{instance=\"\",job=\"a\",v=\"2\"} 1")
        .doesNotContain("le=\"1\"", "quantile=\"0.5\"");
  }

  @Test
  void apply_seriesOfAnotherType_isRefused() {
    store.apply(push(A, "# TYPE c counter\nc 1\n"));

    assertThat(store.apply(series(A, "# TYPE c gauge\nc 2\n")))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> assertThat(rejected.message()).contains("type COUNTER != GAUGE"));
  }

  @Test
  void expire_seriesNotPushedAgain_goes() {
    var lifetimes = new Lifetimes(0, 10, 0);
    for (long time : new long[] {100, 200}) {
      String body = time == 100 ? "m{k=\"1\"} 1\nm{k=\"2\"} 1\n" : "m{k=\"2\"} 2\n";
      store.apply(Preparation.series(A, parsed(body), PushOrigin.at(time), lifetimes));
    }
    store.apply(new Command.Expire(205, 0, 100));

    assertThat(shown()).doesNotContain("k=\"1\"").contains("m{instance=\"\",job=\"a\",k=\"2\"} 2");
  }

  @Test
  void overLimit_partsTogether_areWhatCounts() {
    store.apply(push(A, "m 1\n"));
    var groups =
        new Command.Groups(
            List.of(push(A, "m 2\n"), push(B, "m 1\n"), push(C, "m 1\n")),
            PushOrigin.at(now),
            true);
    var none = new StateLimits(10, 10, 9);

    assertThat(store.overLimit(groups, List.of(none, none, none))).isNull();
    var few = new StateLimits(2, 10, 9);
    assertThat(store.overLimit(groups, List.of(few, few, few)))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.GROUPS, 2));
    var small = new StateLimits(10, 10, 8);
    assertThat(store.overLimit(groups, List.of(small, small, small)))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES, 8));
    var narrow = new StateLimits(10, 2, 9);
    assertThat(store.overLimit(groups, List.of(none, narrow, none)))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, 2));
  }

  // Would catch a request with many resources that a rule maps to one group, each within the
  // limits, that adds more than the group may contain.
  @Test
  void overLimit_partsOfOneGroup_countTogether() {
    store.apply(push(A, "m{a=\"0\"} 1\n"));
    Command groups =
        new Command.Groups(
            List.of(
                series(A, "m{a=\"1\"} 1\n"),
                add(A, "# TYPE n counter\nn 1\n"),
                push(B, "m 1\n"),
                new Command.Fail(B, PushOrigin.at(now), "bad"),
                series(B, "k 1\n")),
            PushOrigin.at(now),
            false);

    assertThat(store.overLimit(groups, new StateLimits(2, 5, 9))).isNull();
    assertThat(store.overLimit(groups, new StateLimits(1, 5, 9)))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.GROUPS, 1));
    assertThat(store.overLimit(groups, new StateLimits(2, 4, 9)))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, 4));
    assertThat(store.overLimit(groups, new StateLimits(2, 5, 8)))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES, 8));
    assertThat(store.overLimit(groups, families(4))).isNull();
    assertThat(store.overLimit(groups, families(3)))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.FAMILIES_PER_GROUP, 3));
  }

  @Test
  void overLimit_seriesThatPartsReplace_areNoNewOnes() {
    store.apply(push(A, "m{a=\"1\"} 1\nm{a=\"2\"} 1\n"));
    Command again =
        new Command.Groups(
            List.of(series(A, "m{a=\"1\"} 2\n"), series(A, "m{a=\"2\"} 2\n")),
            PushOrigin.at(now),
            false);

    assertThat(store.overLimit(again, new StateLimits(1, 4, 4))).isNull();
  }

  // Would catch a new name that is counted for each group that gets it.
  @Test
  void growth_newNamesInManyGroups_takeTheirSpaceOnce() {
    var parts = new ArrayList<Command.Part>();
    for (int i = 0; i < 1000; i++) {
      parts.add(push(GroupingKey.of("job", "j" + i), "k 1\nl 1\nm 1\nn 1\no 1\n"));
    }
    var groups = new Command.Groups(parts, PushOrigin.at(now), true);
    long estimate = StateGrowth.of(groups, store.state);
    store.apply(groups);

    assertThat(estimate).isBetween(store.heapBytes(), 2 * store.heapBytes());
  }

  @Test
  void isQuick_fewSmallGroups_butNotMany() {
    var parts = new ArrayList<Command.Part>();
    for (int i = 0; i < 10; i++) {
      parts.add(push(GroupingKey.of("job", "j" + i), "m 1\n"));
    }
    assertThat(store.isQuick(new Command.Groups(parts, PushOrigin.at(now), true))).isTrue();
    parts.add(push(B, "m 1\n"));
    assertThat(store.isQuick(new Command.Groups(parts, PushOrigin.at(now), true))).isFalse();
  }

  @Test
  void outcomeOf_groups_isWhatApplyAnswers() {
    store.apply(push(C, "# TYPE n gauge\nn 1\n"));
    var parts = List.of(push(A, "m 1\n"), push(B, "# TYPE n counter\nn 2\n"));
    for (boolean isAllOrNothing : new boolean[] {true, false}) {
      var command = new Command.Groups(parts, PushOrigin.at(now), isAllOrNothing);

      Outcome foreseen = store.outcomeOf(command);
      assertThat(store.apply(command)).isEqualTo(foreseen);
    }
  }

  private static StateLimits families(int max) {
    int any = Integer.MAX_VALUE;
    return new StateLimits(any, any, any, any, max, any, any);
  }

  private Outcome all(Command.Part... parts) {
    return store.apply(new Command.Groups(List.of(parts), PushOrigin.at(now), true));
  }

  private Outcome each(Command.Part... parts) {
    return store.apply(new Command.Groups(List.of(parts), PushOrigin.at(now), false));
  }

  private Command.Part push(GroupingKey key, String body) {
    return Preparation.push(key, parsed(body), false, PushOrigin.at(now), Lifetimes.NONE);
  }

  private Command.Part series(GroupingKey key, String body) {
    return Preparation.series(key, parsed(body), PushOrigin.at(now), Lifetimes.NONE);
  }

  private Command.Part add(GroupingKey key, String body) {
    return Preparation.aggregate(
        key,
        parsed(body).families(),
        false,
        PushOrigin.at(now),
        MergeOptions.USUAL,
        Lifetimes.NONE);
  }

  private static ParsedBody parsed(String body) {
    try {
      return TextParser.parse(body.getBytes(StandardCharsets.UTF_8), Names.UTF8, ParseLimits.NONE);
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private List<Double> failureTimes() {
    return store.state.keyToGroup.values().stream()
        .map(group -> group.pushStats().failureNanos() / 1e9)
        .sorted()
        .toList();
  }

  private String shown() {
    return Pushing.scrape(store.view(), List.of());
  }
}
