package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.format.ParseException;
import io.sluice.format.proto.MetricFamily;
import io.sluice.format.proto.MetricType;
import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.format.text.TextParser;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A group's two push times count as series.
class StateLimitsTest {
  private static final GroupingKey A = GroupingKey.of("job", "a");
  private static final GroupingKey B = GroupingKey.of("job", "b");
  private static final int MANY = 1_000;

  private static final long ALL = Long.MAX_VALUE;

  private final Store store = new Store(Map.of());
  private final Pushing gateway = new Pushing(store);

  @Test
  void overLimit_oneGroupTooMany_isSaidOfNewGroupsOnly() {
    var limits = new StateLimits(1, MANY, MANY);
    assertThat(put(A, "m 1\n", limits)).isNull();
    gateway.put(A, "m 1\n");

    assertThat(put(A, "m 2\n", limits)).isNull();
    assertThat(put(B, "m 1\n", limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.GROUPS, 1))
        .extracting(Outcome.OverLimit::message)
        .isEqualTo("too many groups: --limits.groups=1");
  }

  @Test
  void overLimit_pushThatFails_makesNoGroupEither() {
    gateway.put(A, "m 1\n");

    assertThat(put(B, "m 1 1000\n", new StateLimits(1, MANY, MANY)))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.GROUPS, 1));
    assertThat(put(A, "m 1 1000\n", new StateLimits(1, MANY, MANY))).isNull();
  }

  @Test
  void overLimit_seriesOfAGroupByARule_areThosePushed() {
    StateLimits limits = new StateLimits(MANY, MANY, MANY).withRule(2);
    assertThat(put(A, "m 1\nn 1\n", limits)).isNull();
    assertThat(put(A, "m 1\nn 1\no 1\n", limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.RULE_SERIES_PER_GROUP, 2))
        .extracting(Outcome.OverLimit::message)
        .isEqualTo("too many series in the group: series_per_group=2");
    assertThat(put(A, "m 1\nn 1\no 1\n", new StateLimits(MANY, 4, MANY).withRule(2)))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, 4));
  }

  @Test
  void overLimit_seriesOfAGroup_areThoseAfterThePush() {
    var limits = new StateLimits(MANY, 4, MANY);
    assertThat(put(A, "m 1\nn 1\n", limits)).isNull();
    assertThat(put(A, "m 1\nn 1\no 1\n", limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, 4))
        .extracting(Outcome.OverLimit::message)
        .isEqualTo("too many series in the group: --limits.series-per-group=4");
    gateway.put(A, "m 1\nn 1\n");

    assertThat(post(A, "m{a=\"b\"} 2\n", limits)).isNull(); // replaces m
    assertThat(post(A, "o 2\n", limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, 4));
    assertThat(put(A, "o 1\np 1\n", limits)).isNull();
  }

  @Test
  void overLimit_seriesInAll_countOtherGroups() {
    gateway.put(A, "m 1\nn 1\n");
    var limits = new StateLimits(MANY, MANY, 7);

    assertThat(put(B, "m 1\n", limits)).isNull();
    assertThat(put(B, "m 1\nn 1\n", limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES, 7))
        .extracting(Outcome.OverLimit::message)
        .isEqualTo("too many series: --limits.series=7");
    assertThat(post(A, "m 1\nn 1\no 1\np 1\nq 1\n", limits)).isNull();
    assertThat(post(A, "o 1\np 1\nq 1\nr 1\n", limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES, 7));
  }

  @Test
  void overLimit_aggregatedSeries_countAsTheyCome() throws ParseException {
    var limits = new StateLimits(MANY, 5, MANY);
    store.apply(aggregate("# TYPE m counter\nm{a=\"1\"} 1\nm{a=\"2\"} 1\n"));
    assertThat(store.seriesCount()).isEqualTo(4);

    Command oneMore = aggregate("# TYPE m counter\nm{a=\"1\"} 1\nm{a=\"3\"} 1\n");
    assertThat(store.overLimit(oneMore, limits)).isNull();
    store.apply(oneMore);
    assertThat(store.seriesCount()).isEqualTo(5);
    StoreInvariants.check(store);

    assertThat(store.overLimit(aggregate("# TYPE m counter\nm{a=\"4\"} 1\n"), limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, 5));
    assertThat(store.overLimit(oneMore, limits)).isNull();
  }

  @Test
  void overLimit_familiesOfAGroup_areThoseAfterThePush() {
    var limits = new StateLimits(MANY, MANY, MANY, MANY, 4, MANY, ALL);
    assertThat(put(A, "m 1\nn 1\n", limits)).isNull();
    assertThat(put(A, "m 1\nn 1\no 1\n", limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.FAMILIES_PER_GROUP, 4))
        .extracting(Outcome.OverLimit::message)
        .isEqualTo("too many metric families in the group: --limits.families-per-group=4");
    gateway.put(A, "m 1\nn 1\n");

    assertThat(post(A, "m{a=\"b\"} 2\nm{a=\"c\"} 2\n", limits)).isNull();
    assertThat(post(A, "o 2\n", limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.FAMILIES_PER_GROUP, 4));
    assertThat(put(A, "o 1\np 1\n", limits)).isNull();
    assertThat(put(B, "o 1\np 1\n", limits)).isNull();
  }

  @Test
  void overLimit_moreFamiliesThanAllowed_pushesThatDoNotGrowPass() {
    gateway.put(A, "m 1\nn 1\no 1\n");
    var limits = new StateLimits(MANY, MANY, MANY, MANY, 3, MANY, ALL);

    assertThat(post(A, "m 2\nn 2\n", limits)).isNull();
    assertThat(put(A, "m 2\nn 2\no 2\n", limits)).isNull();
    assertThat(post(A, "p 1\n", limits)).isNotNull();
  }

  // A protobuf body may contain families without metrics, which are stored, about 200 bytes each.
  @Test
  void overLimit_familiesWithoutSeries_countAsOneEach() throws ParseException {
    var limits = new StateLimits(MANY, 5, MANY, 7, 100, MANY, ALL);
    assertThat(store.overLimit(empty(A, true, 3), limits)).isNull();
    assertThat(store.overLimit(empty(A, true, 4), limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, 5));
    store.apply(empty(A, true, 3));
    assertThat(store.state.emptyFamilyCount()).isEqualTo(3);

    assertThat(store.overLimit(empty(A, false, 3), limits)).isNull();
    assertThat(store.overLimit(empty(A, false, 4), limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, 5));
    assertThat(post(A, "e0 1\n", limits)).isNull(); // replaces the empty one
    assertThat(post(A, "m 1\n", limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, 5));
    assertThat(store.overLimit(empty(B, true, 1), limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.SERIES, 7));
    assertThat(
            store.overLimit(
                empty(A, false, 5), new StateLimits(MANY, MANY, MANY, MANY, 6, MANY, ALL)))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.FAMILIES_PER_GROUP, 6));
    gateway.delete(A);
    assertThat(store.state.emptyFamilyCount()).isZero();
    assertThat(store.overLimit(empty(B, true, 3), limits)).isNull();
  }

  // The push would process all stored data of the families.
  @Test
  void overLimit_littleAddedToMuch_isRefused() throws ParseException {
    var body = new StringBuilder("# TYPE m counter\n");
    for (int i = 0; i < 200; i++) {
      body.append("m{a=\"").append(i).append("\"} 1\n");
    }
    var limits = new StateLimits(MANY, MANY, MANY, MANY, MANY, 1_000, ALL);
    Command all = aggregate(body.toString());
    Command one = aggregate("# TYPE m counter\nm{a=\"1\"} 1\n");
    assertThat(store.overLimit(all, limits)).isNull();
    store.apply(all);

    assertThat(store.overLimit(all, limits)).isNull(); // the push is as large as the stored data
    assertThat(store.overLimit(one, limits))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.ADDED_TO_BYTES, 1_000))
        .extracting(Outcome.OverLimit::message)
        .isEqualTo(
            "too many bytes held of the families that this push adds to: --limits.added-to-bytes=1000");
    assertThat(store.overLimit(aggregate("# TYPE n counter\nn 1\n"), limits)).isNull();
    assertThat(post(A, "m 1\n", limits)).isNull(); // replaces them without reading them
  }

  @Test
  void overLimit_heapFull_pushesThatDoNotGrowItPass() throws ParseException {
    for (int i = 0; i < 200; i++) {
      gateway.put(GroupingKey.of("job", "j" + i), "m{a=\"b\"} 10\nn 10\n");
    }
    store.apply(aggregate("# TYPE c counter\nc{a=\"1\"} 1\nc{a=\"2\"} 1\n"));
    var limits = StateLimits.ofHeap(store.heapBytes());
    GroupingKey full = GroupingKey.of("job", "j7");
    Outcome over = new Outcome.OverLimit(Outcome.Limit.HEAP_BYTES, store.heapBytes());

    assertThat(put(B, "", limits)).isEqualTo(over);
    assertThat(put(full, "m{a=\"b\"} 10\nn 10\no 10\n", limits)).isEqualTo(over);
    assertThat(post(full, "o 10\n", limits)).isEqualTo(over);
    assertThat(post(full, "m{a=\"" + "b".repeat(500) + "\"} 10\n", limits)).isEqualTo(over);
    assertThat(post(full, "# HELP o " + "h".repeat(500) + "\no 1\n", limits)).isEqualTo(over);
    assertThat(put(B, "m 1 1000\n", limits)).isEqualTo(over);
    assertThat(put(full, "m 1 1000\n", limits)).isEqualTo(over); // its message is stored
    assertThat(store.overLimit(aggregate("# TYPE c counter\nc{a=\"3\"} 1\n"), limits))
        .isEqualTo(over);
    assertThat(store.overLimit(empty(full, false, 1), limits)).isEqualTo(over);
    assertThat(over)
        .extracting(each -> ((Outcome.OverLimit) each).message())
        .asString()
        .startsWith("too many bytes held: --limits.heap-bytes=");

    assertThat(put(full, "m{a=\"b\"} 10\nn 10\n", limits)).isNull();
    assertThat(put(full, "m{a=\"b\"} 123\nn 10\n", limits)).isNull(); // a digit more
    assertThat(post(full, "n 11\n", limits)).isNull();
    assertThat(put(full, "", limits)).isNull();
    assertThat(store.overLimit(aggregate("# TYPE c counter\nc{a=\"2\"} 1\n"), limits)).isNull();
    assertThat(store.overLimit(new Command.Delete(full), limits)).isNull();
    assertThat(store.overLimit(new Command.Wipe(), limits)).isNull();

    for (int i = 0; i < 20; i++) {
      gateway.delete(GroupingKey.of("job", "j" + i));
    }
    assertThat(put(full, "m{a=\"b\"} 10\n", limits)).isNull();
  }

  // Would catch slack for digits that accumulates without a limit.
  @Test
  void overLimit_heapFull_digitsDoNotGrowItForEver() {
    for (int i = 0; i < 20; i++) {
      gateway.put(GroupingKey.of("job", "j" + i), "m{a=\"b\"} 10\n");
    }
    long limit = store.heapBytes();
    var limits = StateLimits.ofHeap(limit);
    String value = "b";
    int pushes = 0;
    while (pushes < 100_000 && put(A, "m{a=\"%s\"} 10\n".formatted(value), limits) == null) {
      gateway.put(A, "m{a=\"%s\"} 10\n".formatted(value));
      value += "bbbb";
      pushes++;
    }
    assertThat(store.heapBytes()).isLessThan(limit + limit / 8);
  }

  static Command empty(GroupingKey key, boolean replace, int count) throws ParseException {
    var body = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      try {
        MetricFamily.newBuilder()
            .setName("e" + i)
            .setType(MetricType.GAUGE)
            .build()
            .writeDelimitedTo(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Preparation.push(
        key, ProtobufParser.parse(body.toByteArray()), replace, PushOrigin.at(1), Lifetimes.NONE);
  }

  // Limits may be lowered at a restart: pushes that do not grow the state must still be accepted.
  @Test
  void overLimit_moreHeldThanAllowed_pushesThatDoNotGrowPass() {
    gateway.put(A, "m 1\nn 1\no 1\n");
    var limits = new StateLimits(1, 2, 2);

    assertThat(post(A, "m 2\n", limits)).isNull();
    assertThat(put(A, "m 2\nn 2\n", limits)).isNull();
    assertThat(post(A, "p 1\n", limits)).isNotNull();
  }

  @Test
  void overLimit_deleteAndWipe_alwaysPass() {
    gateway.put(A, "m 1\n");
    var limits = new StateLimits(1, 1, 1);

    assertThat(store.overLimit(new Command.Delete(A), limits)).isNull();
    assertThat(store.overLimit(new Command.Wipe(), limits)).isNull();
  }

  // Would catch a count that drifts with deletes, replacements and refused pushes.
  @Test
  void overLimit_randomCommands_keepTheStoreWithin() {
    long seed = Seed.next("StateLimitsTest");
    var generator = new PushGenerator(new Random(seed));
    var limits = new StateLimits(3, 12, 25);
    var limited = new Store(PushGenerator.OWN);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      Command command = StorePropertyTest.command(generator.next());
      if (limited.overLimit(command, limits) != null) {
        refused++;
        continue;
      }
      limited.apply(command);
      assertThat(limited.state.groupCount())
          .as("seed=%d", seed)
          .isLessThanOrEqualTo(limits.groups());
      assertThat(limited.seriesCount()).as("seed=%d", seed).isLessThanOrEqualTo(limits.series());
      for (GroupRecord group : limited.state.keyToGroup.values()) {
        assertThat(limited.state.seriesOf(group))
            .as("seed=%d", seed)
            .isLessThanOrEqualTo(limits.seriesPerGroup());
      }
    }
    assertThat(refused).as("seed=%d", seed).isPositive();
    StoreInvariants.check(limited);
  }

  private static Command aggregate(String body) throws ParseException {
    return Preparation.aggregate(
        A,
        TextParser.parse(body.getBytes(StandardCharsets.UTF_8), Names.UTF8).families(),
        false,
        PushOrigin.at(1),
        MergeOptions.USUAL,
        Lifetimes.NONE);
  }

  private Outcome.@Nullable OverLimit put(GroupingKey key, String body, StateLimits limits) {
    return overLimit(key, body, true, limits);
  }

  private Outcome.@Nullable OverLimit post(GroupingKey key, String body, StateLimits limits) {
    return overLimit(key, body, false, limits);
  }

  private Outcome.@Nullable OverLimit overLimit(
      GroupingKey key, String body, boolean replace, StateLimits limits) {
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      Command command =
          Preparation.push(
              key, TextParser.parse(bytes, Names.UTF8), replace, PushOrigin.at(1), Lifetimes.NONE);
      return store.overLimit(command, limits);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
