package io.sluice.listing;

import io.sluice.model.GroupingKey;
import io.sluice.store.GroupContent;
import io.sluice.store.GroupDirectory;
import io.sluice.store.GroupSummary;
import io.sluice.store.Store;
import io.sluice.store.StoreTotals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lists the groups of a store, sorted and split into pages, while the store is in use.
///
/// The cost of a page is proportional to its size, because it is read from an order that is kept up
/// to date. With a filter that few groups match, it is proportional to the number of groups
/// examined until the page is full. A client that reads page after page sees each unchanged group
/// exactly once, even when other groups change.
//
// The store is locked for SLICE groups at a time, and filters run outside the lock, so that no push
// waits for a long search. There are two ways to collect a page:
//
//   walk     along the order, or the job's part of it, until the page is full
//   collect  all groups of a narrow scope, and keep the first ones
//
// Collecting is for scopes with few groups: a walk along an order that is unrelated to the scope
// may have to examine nearly all groups to find a few.
public final class GroupList {
  /// The maximum number of groups examined for a page. Matching this many takes some tens of
  /// milliseconds.
  static final int MAX_VISITED = 250_000;

  /// For scopes with more groups than this, the order is walked.
  static final int MAX_COLLECTED = 10_000;

  private static final int SLICE = 1_000;

  private final Store store;
  private final GroupDirectory directory;
  private final Orders orders;
  private final int maxVisited;

  /// Lists the groups of `store`.
  public GroupList(Store store) {
    this(store, MAX_VISITED);
  }

  /// @param maxVisited the number of groups examined for a page, up to one slice more
  GroupList(Store store, int maxVisited) {
    this.store = store;
    this.directory = store.directory();
    this.orders = new Orders(store, directory);
    this.maxVisited = maxVisited;
  }

  /// Returns the next page. It may be short or empty even if there is another one: a search stops
  /// after examining 250,000 groups, or when its filter is exhausted. In the second case a narrow
  /// scope returns no groups.
  public GroupListResult list(GroupQuery query) {
    return isNarrow(query) ? collect(query) : walk(query);
  }

  /// Passes all groups of a query to `action`, in order. The query's limit is the number of groups
  /// read at a time. Ends early when the filter is exhausted.
  public void forEach(GroupQuery query, Consumer<GroupSummary> action) {
    GroupListResult page = list(query);
    page.groups().forEach(action);
    while (page.next() != null && !query.filter().isExhausted()) {
      page = list(query.from(page.next()));
      page.groups().forEach(action);
    }
  }

  /// A group with its content, or null.
  public @Nullable GroupContent content(GroupingKey key) {
    return store.turn().take(() -> directory.content(key));
  }

  /// The current totals of the store.
  public StoreTotals totals() {
    return directory.totals();
  }

  private record Slice(List<GroupSummary> groups, boolean isLast) {}

  private GroupListResult walk(GroupQuery query) {
    var found = new ArrayList<GroupSummary>();
    RankedKey at = query.after();
    int visited = 0;
    int size = Math.min(query.limit() + 1, SLICE);
    while (true) {
      Slice slice = slice(query, at, size);
      for (GroupSummary group : slice.groups) {
        visited++;
        boolean passes = query.filter().test(group);
        if (query.filter().isExhausted()) {
          return new GroupListResult(found, at, visited);
        }
        if (passes && found.size() == query.limit()) {
          return new GroupListResult(found, query.order().place(found.getLast()), visited);
        }
        if (passes) {
          found.add(group);
        }
        at = query.order().place(group);
      }
      if (slice.isLast || visited >= maxVisited) {
        return new GroupListResult(found, slice.isLast ? null : at, visited);
      }
      size = SLICE;
    }
  }

  /// The next groups in the order of a query, only those of its job if they are contiguous in it.
  private Slice slice(GroupQuery query, @Nullable RankedKey after, int size) {
    String job = job(query);
    while (true) {
      synchronized (store) {
        Ranking ranking = orders.get(query.order());
        if (ranking != null && ranking.isComplete()) {
          boolean isDescending = query.isDescending();
          RankedKey from = job == null ? after : within(job, after, isDescending);
          return slice(ranking.from(from, isDescending), job, size);
        }
      }
      orders.fill(query.order());
    }
  }

  private Slice slice(Iterator<RankedKey> places, @Nullable String job, int size) {
    var groups = new ArrayList<GroupSummary>(size);
    while (places.hasNext() && groups.size() < size) {
      RankedKey place = places.next();
      if (job != null && !place.job().equals(job)) {
        return new Slice(groups, true);
      }
      groups.add(summary(place.key()));
    }
    return new Slice(groups, !places.hasNext());
  }

  /// The job whose groups are contiguous in the order and the only ones to show, or null.
  private static @Nullable String job(GroupQuery query) {
    boolean isStretch = query.order() == GroupOrder.KEY;
    return isStretch && query.scope() instanceof GroupQuery.OfJob of ? of.job() : null;
  }

  /// `after`, or the place before the first group of the job if that is later.
  private static RankedKey within(String job, @Nullable RankedKey after, boolean isDescending) {
    RankedKey start = isDescending ? RankedKey.afterJob(job) : RankedKey.beforeJob(job);
    if (after == null) {
      return start;
    }
    int order = RankedKey.ORDER.compare(after, start);
    return (isDescending ? -order : order) > 0 ? after : start;
  }

  private boolean isNarrow(GroupQuery query) {
    return switch (query.scope()) {
      case GroupQuery.Everywhere _ -> false;
      case GroupQuery.OfJob of ->
          query.order() != GroupOrder.KEY && directory.groupCount(of.job()) <= MAX_COLLECTED;
      case GroupQuery.HoldingFamily holding ->
          directory.holderCount(holding.name()) <= MAX_COLLECTED;
    };
  }

  private GroupListResult collect(GroupQuery query) {
    var first = new First(query);
    switch (query.scope()) {
      case GroupQuery.Everywhere _ -> throw new IllegalArgumentException("not narrow: " + query);
      case GroupQuery.OfJob of -> collectJob(of.job(), first);
      case GroupQuery.HoldingFamily holding -> collectHolders(holding.name(), first);
    }
    return first.result();
  }

  private void collectJob(String job, First first) {
    forEach(
        new GroupQuery(GroupOrder.KEY, false, new GroupQuery.OfJob(job), _ -> true, SLICE, null),
        first::see);
  }

  private void collectHolders(String family, First first) {
    int from = 0;
    while (from >= 0) {
      List<GroupSummary> groups = directory.holders(family, from, SLICE);
      groups.forEach(first::see);
      from = groups.size() < SLICE ? -1 : groups.getLast().slot() + 1;
    }
  }

  private GroupSummary summary(@Nullable GroupingKey key) {
    GroupSummary group = key == null ? null : directory.summary(key);
    if (group == null) {
      throw new IllegalStateException("ranking refers to a group that is not in the store");
    }
    return group;
  }

  /// For tests.
  Orders orders() {
    return orders;
  }

  /// The first groups in the order of a query, independent of the order in which they are added.
  private static final class First {
    private record Candidate(RankedKey place, GroupSummary group) {}

    private final GroupQuery query;
    private final Comparator<RankedKey> order;
    private final PriorityQueue<Candidate> lastFirst;
    private int visited;

    First(GroupQuery query) {
      this.query = query;
      this.order = query.isDescending() ? RankedKey.ORDER.reversed() : RankedKey.ORDER;
      this.lastFirst =
          new PriorityQueue<>(Comparator.comparing(Candidate::place, order).reversed());
    }

    void see(GroupSummary group) {
      visited++;
      RankedKey place = query.order().place(group);
      boolean isAfter = query.after() == null || order.compare(place, query.after()) > 0;
      if (isAfter && query.filter().test(group)) {
        lastFirst.add(new Candidate(place, group));
        if (lastFirst.size() > query.limit() + 1) {
          lastFirst.poll();
        }
      }
    }

    /// The first groups. One more than the limit was kept, to know whether there are more.
    GroupListResult result() {
      boolean hasMore = lastFirst.size() > query.limit();
      if (hasMore) {
        lastFirst.poll();
      }
      List<Candidate> sorted =
          lastFirst.stream().sorted(Comparator.comparing(Candidate::place, order)).toList();
      return new GroupListResult(
          sorted.stream().map(Candidate::group).toList(),
          hasMore ? sorted.getLast().place() : null,
          visited);
    }
  }
}
