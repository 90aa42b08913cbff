package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.exposition.NaiveExposition;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.format.text.TextParser;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// The cost of a push in allocated bytes, which, unlike time, hardly vary between runs.
class PushCostTest {
  private static final int FEW = 10;
  private static final int MANY = 20_000;
  private static final int PUSHES = 2_000;
  private static final int LARGE = 10_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  // Would catch a push that collects, copies or iterates over other groups' data. All groups are of
  // one job and of two shapes, so the check for duplicate series is included.
  @Test
  void push_manyGroups_costsNoMoreThanWithFew() {
    compare(_ -> GroupingKey.of("job", "j"));
  }

  // The same with as many groups without a job: each could contain any job's series.
  @Test
  void push_manyGroupsWithoutAJob_costsNoMoreThanWithFew() {
    compare(i -> GroupingKey.of("shard", "s" + i));
  }

  // One group without a job contains a lot of data in the same families: it is not read for each
  // push.
  @Test
  void push_muchHeldWithoutAJob_costsNoMoreThanWithLittle() {
    long little = bytesPerPush(filledWithoutJob(FEW), FEW);
    long much = bytesPerPush(filledWithoutJob(MANY), FEW);

    assertThat(much).as("with %d series %d bytes", FEW, little).isLessThan(2 * little);
  }

  private static Store filledWithoutJob(int seriesCount) {
    Store store = filled(FEW, _ -> GroupingKey.of("job", "j"));
    var body = new StringBuilder("# TYPE m gauge\n");
    for (int i = 0; i < seriesCount; i++) {
      body.append("m{x=\"1\",host=\"h").append(i).append("\",job=\"other\"} 1\n");
    }
    store.apply(push(GroupingKey.of(), body.toString(), 1));
    return store;
  }

  private void compare(IntFunction<GroupingKey> others) {
    bytesPerPush(FEW, others);
    bytesPerPush(MANY, others);

    long few = bytesPerPush(FEW, others);
    long many = bytesPerPush(MANY, others);

    assertThat(many).as("with %d groups %d bytes", FEW, few).isLessThan(2 * few);
  }

  /// The same between two scrapes: only the changed pages are copied.
  @Test
  void push_afterAView_copiesPagesNotAll() {
    Store store = filled(MANY, _ -> GroupingKey.of("job", "j"));
    List<Command> pushes = pushes(MANY);
    long all =
        NaiveExposition.bytes(
                store.view(),
                io.sluice.format.ExpositionFormat.TEXT,
                io.sluice.format.EscapingScheme.ALLOW_UTF8)
            .length;
    long before = allocated();
    store.apply(pushes.getFirst());

    assertThat(allocated() - before).isLessThan(all / 10);
  }

  // Would catch a push that recreates the names of its group: an object for each is 40 bytes.
  @Test
  void push_newNameInALargeGroup_copiesReferencesOnly() {
    var store = new Store(Map.of());
    GroupingKey key = GroupingKey.of("job", "large");
    store.apply(push(key, lines(LARGE, "a"), true));
    for (boolean isAggregating : new boolean[] {false, true}) {
      bytesPerNewName(store, key, isAggregating, "warm"); // classes are loaded

      assertThat(bytesPerNewName(store, key, isAggregating, "new")).isLessThan(LARGE * 20);
    }
  }

  // Would catch a push that iterates over the families without series in its group.
  @Test
  void push_groupWithManyEmptyFamilies_doesNotMakeThemAnew() {
    var store = new Store(Map.of());
    GroupingKey key = GroupingKey.of("job", "large");
    var empty = new ArrayList<MetricFamily>();
    for (int i = 0; i < LARGE; i++) {
      empty.add(new MetricFamily("e" + i, null, MetricType.GAUGE, null, List.of()));
    }
    var body = new ParsedBody(empty, false);
    store.apply(Preparation.push(key, body, true, PushOrigin.at(1), Lifetimes.NONE));
    store.apply(push(key, "m 1\n", false));
    Command again = push(key, "m 2\n", false);
    long before = allocated();
    store.apply(again);

    assertThat(allocated() - before).isLessThan(LARGE);
  }

  private long bytesPerNewName(Store store, GroupingKey key, boolean isAggregating, String prefix) {
    var pushes = new ArrayList<Command>();
    for (int i = 0; i < 100; i++) {
      String body = prefix + isAggregating + i + " 1\n";
      pushes.add(isAggregating ? aggregate(key, body) : push(key, body, false));
    }
    long before = allocated();
    pushes.forEach(push -> assertThat(store.apply(push)).isEqualTo(Outcome.APPLIED));
    return (allocated() - before) / pushes.size();
  }

  private static String lines(int count, String prefix) {
    var lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(prefix).append(i).append(" 1\n");
    }
    return lines.toString();
  }

  private static Command aggregate(GroupingKey key, String body) {
    return Preparation.aggregate(
        key, parsed(body).families(), false, PushOrigin.at(1), MergeOptions.USUAL, Lifetimes.NONE);
  }

  private static Command push(GroupingKey key, String body, boolean replace) {
    return Preparation.push(key, parsed(body), replace, PushOrigin.at(1), Lifetimes.NONE);
  }

  private static ParsedBody parsed(String body) {
    try {
      return TextParser.parse(body.getBytes(StandardCharsets.UTF_8), Names.LEGACY);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private long bytesPerPush(int groupCount, IntFunction<GroupingKey> others) {
    return bytesPerPush(filled(groupCount, others), groupCount);
  }

  private long bytesPerPush(Store store, int groupCount) {
    List<Command> pushes = pushes(groupCount);
    long before = allocated();
    pushes.forEach(store::apply);
    return (allocated() - before) / PUSHES;
  }

  private long allocated() {
    return threads.getCurrentThreadAllocatedBytes();
  }

  /// @param others the keys of groups of another shape; repeated ones count once
  private static Store filled(int groupCount, IntFunction<GroupingKey> others) {
    var store = new Store(Map.of());
    for (int i = 0; i < groupCount; i++) {
      store.apply(push(others.apply(i), 0));
      store.apply(push(key(i), i));
    }
    return store;
  }

  private static List<Command> pushes(int groupCount) {
    var pushes = new ArrayList<Command>(PUSHES);
    for (int i = 0; i < PUSHES; i++) {
      pushes.add(push(key(i * 7 % groupCount), i));
    }
    return pushes;
  }

  private static GroupingKey key(int i) {
    return GroupingKey.of("job", "j", "host", "h" + i);
  }

  private static Command push(GroupingKey key, int value) {
    String body =
        """
        # TYPE m gauge
        m{x="1"} %1$d
        m{x="2"} %1$d
        # TYPE n summary
        n_sum %1$d
        n_count %1$d
        """
            .formatted(value);
    return push(key, body, value);
  }

  private static Command push(GroupingKey key, String body, int value) {
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return Preparation.push(
          key,
          TextParser.parse(bytes, Names.LEGACY),
          true,
          PushOrigin.at(value + 1L),
          Lifetimes.NONE);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
