package io.sluice.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import io.sluice.store.GroupContent;
import io.sluice.store.GroupSummary;
import io.sluice.store.PushGenerator;
import io.sluice.store.Pushing;
import io.sluice.store.Seed;
import io.sluice.store.Store;
import io.sluice.store.StoreInvariants;
import io.sluice.store.StoreTotals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of groups, compared with a sort of all groups.
class GroupListTest {
  private static final GroupQuery.Scope ALL = new GroupQuery.Everywhere();
  private static final int MANY = 5_000;

  private final Store store = new Store(PushGenerator.OWN);
  private final GroupList groupList = new GroupList(store);
  private final Pushing pushing = new Pushing(store);

  // Would catch: a place that does not move with its group, an order that remains after a wipe, a
  // page that skips or repeats groups, a scope that is narrower than the filter.
  @Test
  void list_randomStore_pagesAreThoseOfTheSortedGroups() {
    long seed = Seed.next("GroupListTest");
    var random = new Random(seed);
    var generator = new PushGenerator(random);
    for (int i = 0; i < 1_500; i++) {
      store.apply(generator.nextCommand());
      if (random.nextInt(10) == 0) {
        GroupQuery query = randomQuery(random);
        assertThat(keys(walk(query))).as("seed=%d %s", seed, query).isEqualTo(expected(query));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(GroupOrder.class)
  void list_manyGroups_visitsNoMoreThanItShows(GroupOrder order) {
    fill(MANY);
    for (boolean isDescending : new boolean[] {false, true}) {
      GroupListResult first =
          groupList.list(new GroupQuery(order, isDescending, ALL, _ -> true, 50, null));
      GroupListResult second =
          groupList.list(
              new GroupQuery(
                  order, isDescending, ALL, _ -> true, 50, Objects.requireNonNull(first.next())));

      assertThat(first.groups()).hasSize(50);
      assertThat(first.visited()).isLessThanOrEqualTo(51);
      assertThat(second.visited()).isLessThanOrEqualTo(51);
    }
  }

  @ParameterizedTest
  @EnumSource(GroupOrder.class)
  void list_ofOneJob_visitsThatJobOnly(GroupOrder order) {
    fill(MANY);
    GroupFilter ofJob = group -> group.key().job().equals("job7");
    GroupListResult page =
        groupList.list(new GroupQuery(order, true, new GroupQuery.OfJob("job7"), ofJob, 50, null));

    assertThat(page.groups()).hasSize(50);
    assertThat(page.visited()).isLessThanOrEqualTo(MANY / 10);
  }

  @Test
  void list_holdersOfOneFamily_visitsThemOnly() {
    fill(MANY);
    pushing.put(GroupingKey.of("job", "rare"), "rare 1\n");
    GroupListResult page =
        groupList.list(
            new GroupQuery(
                GroupOrder.KEY, false, new GroupQuery.HoldingFamily("rare"), _ -> true, 50, null));

    assertThat(keys(page.groups())).containsExactly(GroupingKey.of("job", "rare"));
    assertThat(page.visited()).isEqualTo(1);
    assertThat(page.next()).isNull();
  }

  // Would catch a search that never ends its page, or does not continue where it stopped.
  @Test
  void list_searchForLittle_givesUpForAWhileAndGoesOn() {
    fill(MANY);
    var impatient = new GroupList(store, 2_000);
    GroupFilter last = group -> group.key().equals(key(MANY - 1));
    var query = new GroupQuery(GroupOrder.PUSH, false, ALL, last, 50, null);
    GroupListResult page = impatient.list(query);
    var found = new ArrayList<GroupSummary>();
    impatient.forEach(query, found::add);

    assertThat(page.groups()).isEmpty();
    assertThat(page.next()).isNotNull();
    assertThat(page.visited()).isBetween(2_000, 3_100);
    assertThat(keys(found)).containsExactly(key(MANY - 1));
  }

  @Test
  void list_fullAtTheEnd_hasNoNext() {
    fill(10);

    assertThat(
            groupList.list(new GroupQuery(GroupOrder.KEY, false, ALL, _ -> true, 10, null)).next())
        .isNull();
    assertThat(
            groupList.list(new GroupQuery(GroupOrder.KEY, false, ALL, _ -> true, 9, null)).next())
        .isNotNull();
  }

  @Test
  void list_emptyStore_isEmpty() {
    GroupListResult page =
        groupList.list(new GroupQuery(GroupOrder.BYTES, true, ALL, _ -> true, 10, null));

    assertThat(page.groups()).isEmpty();
    assertThat(page.next()).isNull();
  }

  // Would catch a page that loses the groups after the one at which the filter was exhausted.
  @Test
  void list_filterExhausted_endsBeforeTheGroupItWasAskedAbout() {
    fill(100);
    var tired = new TiringFilter(30);
    var query = new GroupQuery(GroupOrder.KEY, false, ALL, tired, 50, null);
    GroupListResult page = groupList.list(query);
    List<GroupSummary> rest =
        groupList
            .list(new GroupQuery(GroupOrder.KEY, false, ALL, _ -> true, 100, page.next()))
            .groups();

    assertThat(page.groups()).hasSize(30);
    assertThat(rest).hasSize(70);
  }

  @Test
  void forEach_filterExhausted_ends() {
    fill(100);
    var found = new ArrayList<GroupSummary>();
    groupList.forEach(
        new GroupQuery(GroupOrder.KEY, false, ALL, new TiringFilter(30), 7, null), found::add);

    assertThat(found).hasSize(27); // the first group of each page but one was tested twice
  }

  /// Accepts all groups until it has been called too often.
  private static final class TiringFilter implements GroupFilter {
    private int left;

    TiringFilter(int max) {
      left = max;
    }

    @Override
    public boolean test(GroupSummary group) {
      return --left >= 0;
    }

    @Override
    public boolean isExhausted() {
      return left < 0;
    }
  }

  // Clients can send any cursor.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void list_cursorOutsideTheJob_staysWithinTheJob(boolean isDescending) {
    fill(100);
    for (String job : List.of("a", "job5", "zzz")) {
      RankedKey cursor = RankedKey.of(isDescending ? 1 : -1, GroupingKey.of("job", job));
      GroupListResult page =
          groupList.list(
              new GroupQuery(
                  GroupOrder.KEY,
                  isDescending,
                  new GroupQuery.OfJob("job5"),
                  _ -> true,
                  1_000,
                  cursor));

      assertThat(page.groups()).hasSize(10).allMatch(group -> group.key().job().equals("job5"));
    }
  }

  // The others are pushed to, deleted and recreated while a reader reads all pages.
  @ParameterizedTest
  @EnumSource(GroupOrder.class)
  void walk_othersChange_seesWhatStaysExactlyOnce(GroupOrder order) throws Exception {
    fill(2_000);
    Set<GroupingKey> staying = new HashSet<>();
    for (int i = 0; i < 2_000; i += 2) {
      staying.add(key(i));
    }
    var isRunning = new AtomicBoolean(true);
    var hasBegun = new CountDownLatch(1);
    Thread others = Thread.ofPlatform().start(() -> change(isRunning, hasBegun));
    hasBegun.await();
    try {
      for (int round = 0; round < 20; round++) {
        List<GroupingKey> seen =
            keys(walk(new GroupQuery(order, round % 2 == 0, ALL, _ -> true, 17, null)));
        seen.retainAll(staying);

        assertThat(seen).doesNotHaveDuplicates();
        assertThat(new HashSet<>(seen)).isEqualTo(staying);
      }
    } finally {
      isRunning.set(false);
      others.join();
    }
    StoreInvariants.check(store);
    OrderInvariants.check(groupList, store);
  }

  @Test
  void order_unreadForLong_isForgottenAndMadeAnew() {
    fill(10);
    groupList.list(new GroupQuery(GroupOrder.PUSH, true, ALL, _ -> true, 1, null));
    Ranking ranking = Objects.requireNonNull(groupList.orders().get(GroupOrder.PUSH));
    for (long i = 0; i <= Orders.MAX_UNREAD_MOVES; i++) {
      ranking.move(null, null);
    }
    pushing.put(key(3), "m 1\n");

    assertThat(groupList.orders().get(GroupOrder.PUSH)).isNull();
    assertThat(keys(walk(new GroupQuery(GroupOrder.PUSH, true, ALL, _ -> true, 3, null))))
        .startsWith(key(3))
        .hasSize(10);
  }

  @Test
  void content_group_hasAllFamiliesByName() {
    GroupingKey key = GroupingKey.of("job", "j");
    pushing.put(key, "# TYPE z gauge\nz 1\na 1\na{b=\"c\"} 2\n");
    GroupContent content = Objects.requireNonNull(groupList.content(key));

    assertThat(content.families().stream().map(family -> family.head().name()))
        .containsExactly("a", "push_failure_time_seconds", "push_time_seconds", "z");
    assertThat(content.summary().seriesCount()).isEqualTo(5);
    assertThat(content.summary().familyCount()).isEqualTo(4);
    assertThat(groupList.content(GroupingKey.of("job", "k"))).isNull();
    assertThat(groupList.totals()).isEqualTo(new StoreTotals(1, 5, content.summary().byteCount()));
  }

  private void change(AtomicBoolean isRunning, CountDownLatch hasBegun) {
    var random = new Random(1);
    while (isRunning.get()) {
      GroupingKey key = key(2 * random.nextInt(1_000) + 1);
      if (random.nextInt(3) == 0) {
        pushing.delete(key);
      } else {
        pushing.put(key, random.nextInt(5) == 0 ? "m 1 1\n" : "m %d\n".formatted(random.nextInt()));
      }
      hasBegun.countDown();
    }
  }

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      pushing.put(key(i), "m %d\n".formatted(i));
    }
  }

  private static GroupingKey key(int i) {
    return GroupingKey.of("job", "job" + i % 10, "a", Integer.toString(i));
  }

  private List<GroupSummary> walk(GroupQuery query) {
    var groups = new ArrayList<GroupSummary>();
    groupList.forEach(query, groups::add);
    return groups;
  }

  private static List<GroupingKey> keys(List<GroupSummary> groups) {
    return new ArrayList<>(groups.stream().map(GroupSummary::key).toList());
  }

  private GroupQuery randomQuery(Random random) {
    List<GroupOrder> orders = List.of(GroupOrder.values());
    GroupOrder order = orders.get(random.nextInt(orders.size()));
    int limit = 1 + random.nextInt(5);
    boolean isDescending = random.nextBoolean();
    return switch (random.nextInt(4)) {
      case 0 -> new GroupQuery(order, isDescending, ALL, _ -> true, limit, null);
      case 1 ->
          new GroupQuery(
              order, isDescending, ALL, group -> group.seriesCount() % 2 == 0, limit, null);
      case 2 -> {
        List<GroupingKey> keys = allKeys();
        String job = keys.isEmpty() ? "j" : keys.get(random.nextInt(keys.size())).job();
        yield new GroupQuery(
            order,
            isDescending,
            new GroupQuery.OfJob(job),
            group -> group.key().job().equals(job),
            limit,
            null);
      }
      default ->
          new GroupQuery(
              order,
              isDescending,
              new GroupQuery.HoldingFamily("m"),
              group -> group.holdsFamily("m"::equals),
              limit,
              null);
    };
  }

  /// Implemented without the orders and without their comparator.
  private List<GroupingKey> expected(GroupQuery query) {
    Comparator<GroupSummary> order =
        Comparator.<GroupSummary>comparingLong(group -> value(query.order(), group))
            .thenComparing(group -> group.key().job(), io.sluice.model.Utf8.BYTE_ORDER)
            .thenComparing(GroupSummary::key);
    return allKeys().stream()
        .map(key -> Objects.requireNonNull(groupList.content(key)).summary())
        .filter(query.filter()::test)
        .sorted(query.isDescending() ? order.reversed() : order)
        .map(GroupSummary::key)
        .toList();
  }

  private List<GroupingKey> allKeys() {
    var keys = new ArrayList<GroupingKey>();
    store.view().forEachGroup(group -> keys.add(group.key()));
    return keys;
  }

  private List<StoredFamily> families(GroupingKey key) {
    var families = new ArrayList<StoredFamily>();
    store
        .view()
        .forEachGroup(
            group -> {
              if (group.key().equals(key)) {
                families.addAll(group.families());
              }
            });
    return families;
  }

  private long value(GroupOrder order, GroupSummary group) {
    List<StoredFamily> families = families(group.key());
    return switch (order) {
      case KEY -> 0;
      case PUSH -> group.pushNanos();
      case FAILURE -> group.failureNanos();
      case SERIES -> families.stream().mapToLong(StoredFamily::seriesCount).sum();
      case BYTES ->
          families.stream()
              .filter(family -> family.seriesCount() > 0)
              .mapToLong(family -> family.bytes().length)
              .sum();
    };
  }
}
