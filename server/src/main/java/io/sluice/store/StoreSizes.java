package io.sluice.store;

import io.sluice.command.ReservedFamilies;
import io.sluice.pages.FamilyIndex;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.NameSet;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The size of each group and of all groups. The state notifies it of each change in advance, and
/// it notifies the observers.
final class StoreSizes {
  private static final GroupObserver[] NONE = {};

  private final Function<String, @Nullable FamilyIndex> families;
  private final GroupSizes sizes = new GroupSizes();
  private long totalSeries;
  private long totalBytes;
  private long totalEmptyFamilies;

  /// Replaced when it changes, because observers may be removed while they are notified.
  private GroupObserver[] observers = NONE;

  /// @param families the index of a family by name
  StoreSizes(Function<String, @Nullable FamilyIndex> families) {
    this.families = families;
  }

  /// The number of series of the group at `slot`.
  int series(int slot) {
    return sizes.series(slot);
  }

  /// The number of bytes of the group at `slot`.
  long bytes(int slot) {
    return sizes.bytes(slot);
  }

  GroupSummary summary(GroupRecord group) {
    return new GroupSummary(group, sizes.series(group.slot()), sizes.bytes(group.slot()));
  }

  GroupSizes copy() {
    return sizes.copy();
  }

  /// The number of series of all groups.
  long totalSeries() {
    return totalSeries;
  }

  /// The number of bytes of all groups.
  long totalBytes() {
    return totalBytes;
  }

  /// The number of families without series of all groups.
  long totalEmptyFamilies() {
    return totalEmptyFamilies;
  }

  void add(GroupObserver observer) {
    observers = Arrays.copyOf(observers, observers.length + 1);
    observers[observers.length - 1] = observer;
  }

  @SuppressWarnings("ReferenceEquality") // Observers are compared by identity.
  void remove(GroupObserver observer) {
    observers =
        Arrays.stream(observers).filter(one -> one != observer).toArray(GroupObserver[]::new);
  }

  /// The estimated heap size of the observers.
  long observersHeapBytes() {
    long bytes = 0;
    for (GroupObserver observer : observers) {
      bytes += observer.heapBytes();
    }
    return bytes;
  }

  /// Called before `after` replaces `before`, which has no names if the group is new.
  ///
  /// @param pushed the families to put into the group; they replace those with the same names
  /// @param removedNames the names that are removed from the group
  @SuppressWarnings("ReferenceEquality") // Equal sets of names are one object.
  void put(
      GroupRecord before, List<StoredFamily> pushed, GroupRecord after, List<String> removedNames) {
    int slot = after.slot();
    boolean isNew = before.names() == NameSet.EMPTY;
    Size old = isNew ? Size.NOTHING : new Size(sizes.series(slot), sizes.bytes(slot));
    Size size =
        sizeOf(pushed).plus(isNew ? Size.NOTHING : kept(before, old, pushed, after, removedNames));
    totalSeries += size.series - old.series;
    totalBytes += size.bytes - old.bytes;
    totalEmptyFamilies += after.empty().length - before.empty().length;
    sizes.set(slot, size.series, size.bytes);
    if (observers.length > 0) {
      var then = isNew ? null : new GroupSummary(before, old.series, old.bytes);
      var now = new GroupSummary(after, size.series, size.bytes);
      for (GroupObserver observer : observers) {
        observer.changed(then, now);
      }
    }
  }

  /// Sets the size of a restored group.
  void set(int slot, int series, long bytes) {
    totalSeries += series;
    totalBytes += bytes;
    sizes.set(slot, series, bytes);
  }

  /// Adds the families without series of a restored group.
  void addEmptyFamilies(GroupRecord group) {
    totalEmptyFamilies += group.empty().length;
  }

  /// Called before a group is removed.
  void remove(GroupRecord group) {
    int series = sizes.series(group.slot());
    long bytes = sizes.bytes(group.slot());
    totalSeries -= series;
    totalBytes -= bytes;
    totalEmptyFamilies -= group.empty().length;
    if (observers.length > 0) {
      var removed = new GroupSummary(group, series, bytes);
      for (GroupObserver observer : observers) {
        observer.removed(removed);
      }
    }
  }

  /// Called before all groups are removed.
  void clear() {
    totalSeries = 0;
    totalBytes = 0;
    totalEmptyFamilies = 0;
    for (GroupObserver observer : observers) {
      observer.cleared();
    }
  }

  /// A size in series and bytes.
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

  /// The part of a group's size `old` that it keeps. At most the pushed families are looked up; for
  /// a normal PUT, which replaces everything except the failure time, only the failure time is.
  private Size kept(
      GroupRecord before,
      Size old,
      List<StoredFamily> pushed,
      GroupRecord after,
      List<String> removedNames) {
    if (isAllButFailure(pushed, after)) {
      return storedSize(before, ReservedFamilies.FAILURE_TIME);
    }
    Size kept = old;
    for (StoredFamily family : pushed) {
      if (family.seriesCount() > 0 && before.names().has(family.name())) {
        kept = kept.minus(storedSize(before, family.name()));
      }
    }
    for (String name : removedNames) {
      kept = kept.minus(storedSize(before, name));
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

  private Size storedSize(GroupRecord group, String name) {
    FamilyIndex index = families.apply(name);
    FamilyPage page = index == null ? null : index.page(group.slot());
    return page == null
        ? Size.NOTHING
        : new Size(page.seriesAt(group.slot()), page.bytesAt(group.slot()));
  }
}
