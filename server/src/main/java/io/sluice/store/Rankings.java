package io.sluice.store;

import io.sluice.command.ReservedFamilies;
import io.sluice.pages.FamilyIndex;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.StoredFamily;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How much each group holds, and the orders of groups that are in use.
///
/// The store tells it of each change, before it is made. An order is kept from when it is first
/// asked for until it was not read for a million moves: with 100,000 groups, keeping all five takes
/// 13 µs of a push's 38 µs, which a gateway without readers of lists need not pay.
final class Rankings {
  static final long MOST_UNREAD_MOVES = 1_000_000;

  private final Function<String, @Nullable FamilyIndex> families;
  private final GroupSizes sizes = new GroupSizes();
  private final Map<GroupOrder, Ranking> rankings = new EnumMap<>(GroupOrder.class);
  private long totalSeries;
  private long totalBytes;
  private long totalEmptyFamilies;

  /// @param families what groups hold under a name
  Rankings(Function<String, @Nullable FamilyIndex> families) {
    this.families = families;
  }

  GroupSizes sizes() {
    return sizes;
  }

  /// How many series all groups hold.
  long totalSeries() {
    return totalSeries;
  }

  /// How many bytes all groups hold.
  long totalBytes() {
    return totalBytes;
  }

  /// How many families without series all groups hold.
  long totalEmptyFamilies() {
    return totalEmptyFamilies;
  }

  /// The groups in an order, or null if it was not used recently.
  @Nullable Ranking get(GroupOrder order) {
    return rankings.get(order);
  }

  /// How many places all orders have that are kept.
  long placeCount() {
    long count = 0;
    for (Ranking ranking : rankings.values()) {
      count += ranking.size();
    }
    return count;
  }

  /// Begins to keep an order.
  Ranking begin(GroupOrder order) {
    var ranking = new Ranking();
    rankings.put(order, ranking);
    return ranking;
  }

  /// Notes that `after` is to take the place of `before`, which has no names if it is new.
  ///
  /// @param pushed what is to be put into the group, in the place of what it holds under the same
  ///   names
  /// @param gone the names that it has no longer
  @SuppressWarnings("ReferenceEquality") // Equal sets of names are one object.
  void put(GroupRecord before, List<StoredFamily> pushed, GroupRecord after, List<String> gone) {
    int slot = after.slot();
    boolean isNew = before.names() == NameSet.EMPTY;
    Size old = isNew ? Size.NOTHING : new Size(sizes.series(slot), sizes.bytes(slot));
    Size size = sizeOf(pushed).plus(isNew ? Size.NOTHING : kept(before, old, pushed, after, gone));
    totalSeries += size.series - old.series;
    totalBytes += size.bytes - old.bytes;
    totalEmptyFamilies += after.empty().length - before.empty().length;
    sizes.set(slot, size.series, size.bytes);
    if (!rankings.isEmpty()) {
      move(isNew ? null : before, old, after, size);
    }
  }

  /// Notes how much a group holds of which nothing was known.
  void set(int slot, int series, long bytes) {
    totalSeries += series;
    totalBytes += bytes;
    sizes.set(slot, series, bytes);
  }

  /// Notes the families without series of a group of which nothing was known.
  void addEmptyFamilies(GroupRecord group) {
    totalEmptyFamilies += group.empty().length;
  }

  /// Notes that a group goes.
  void remove(GroupRecord group) {
    int series = sizes.series(group.slot());
    long bytes = sizes.bytes(group.slot());
    totalSeries -= series;
    totalBytes -= bytes;
    totalEmptyFamilies -= group.empty().length;
    rankings.forEach((order, ranking) -> ranking.move(order.place(group, series, bytes), null));
  }

  /// Notes that all groups go.
  void clear() {
    totalSeries = 0;
    totalBytes = 0;
    totalEmptyFamilies = 0;
    rankings.clear();
  }

  private void move(@Nullable GroupRecord before, Size old, GroupRecord after, Size size) {
    rankings.forEach(
        (order, ranking) -> {
          RankedKey from = before == null ? null : order.place(before, old.series, old.bytes);
          RankedKey to = order.place(after, size.series, size.bytes);
          if (from == null || from.value() != to.value()) {
            ranking.move(from, to);
          }
        });
    rankings.values().removeIf(ranking -> ranking.movesSinceRead() > MOST_UNREAD_MOVES);
  }

  /// How much something holds.
  private record Size(int series, long bytes) {
    static final Size NOTHING = new Size(0, 0);

    Size plus(Size other) {
      return new Size(series + other.series, bytes + other.bytes);
    }

    Size minus(Size other) {
      return new Size(series - other.series, bytes - other.bytes);
    }
  }

  private static Size sizeOf(List<StoredFamily> pushed) {
    int series = 0;
    long bytes = 0;
    for (StoredFamily family : pushed) {
      if (family.seriesCount() > 0) {
        series += family.seriesCount();
        bytes += family.bytes().length;
      }
    }
    return new Size(series, bytes);
  }

  /// What a group keeps of the `old` that it holds. Looked up is no more than what is pushed, and
  /// for a usual PUT, which replaces all but the time of failure, only that.
  private Size kept(
      GroupRecord before,
      Size old,
      List<StoredFamily> pushed,
      GroupRecord after,
      List<String> gone) {
    if (isAllButFailure(pushed, after)) {
      return held(before, ReservedFamilies.FAILURE_TIME);
    }
    Size kept = old;
    for (StoredFamily family : pushed) {
      if (family.seriesCount() > 0 && before.names().has(family.name())) {
        kept = kept.minus(held(before, family.name()));
      }
    }
    for (String name : gone) {
      kept = kept.minus(held(before, name));
    }
    return kept;
  }

  private static boolean isAllButFailure(List<StoredFamily> pushed, GroupRecord after) {
    int names = 0;
    for (StoredFamily family : pushed) {
      if (family.name().equals(ReservedFamilies.FAILURE_TIME)) {
        return false;
      }
      names += family.seriesCount() > 0 ? 1 : 0;
    }
    return names + 1 == after.names().size() && after.names().has(ReservedFamilies.FAILURE_TIME);
  }

  private Size held(GroupRecord group, String name) {
    FamilyIndex index = families.apply(name);
    FamilyPage page = index == null ? null : index.page(group.slot());
    return page == null
        ? Size.NOTHING
        : new Size(page.seriesAt(group.slot()), page.bytesAt(group.slot()));
  }
}
