package io.sluice.store;

import io.sluice.model.GroupingKey;
import io.sluice.pages.FamilyIndex;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a store tells of its groups to those who list them. Every answer is of one moment; for
/// several answers of the same moment, hold the monitor of the store.
public final class Directory {
  private final Store store;

  Directory(Store store) {
    this.store = store;
  }

  /// The group `key`, or null.
  public @Nullable GroupSummary summary(GroupingKey key) {
    synchronized (store) {
      GroupRecord group = store.state.group(key);
      return group == null ? null : summary(group);
    }
  }

  /// The group `key` and all that it holds, or null.
  public @Nullable GroupContent content(GroupingKey key) {
    synchronized (store) {
      GroupRecord group = store.state.group(key);
      return group == null
          ? null
          : new GroupContent(summary(group), store.view().group(group).series());
    }
  }

  /// How much is held.
  public StoreTotals totals() {
    synchronized (store) {
      StoreSizes sizes = store.state.sizes;
      return new StoreTotals(store.state.groupCount(), sizes.totalSeries(), sizes.totalBytes());
    }
  }

  /// How many groups a job has.
  public int groupCount(String job) {
    synchronized (store) {
      return store.state.shapes.counts(job).values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /// How many groups hold series under the name `family`.
  public int holderCount(String family) {
    synchronized (store) {
      FamilyIndex index = store.state.family(family);
      return index == null ? 0 : index.groupCount();
    }
  }

  /// The next groups that hold series under the name `family`, in the order of slots.
  ///
  /// @param from the first slot that is looked at
  /// @param most how many groups; fewer only at the end
  public List<GroupSummary> holders(String family, int from, int most) {
    synchronized (store) {
      FamilyIndex index = store.state.family(family);
      return index == null
          ? List.of()
          : index.slots(from, most).stream().map(store.state::group).map(this::summary).toList();
    }
  }

  /// All groups as they are now, unaffected by later changes.
  public GroupsView groups() {
    synchronized (store) {
      return new GroupsView(store.view(), store.state.sizes.copy());
    }
  }

  /// Has `observer` hear of each change from now on.
  public void add(GroupObserver observer) {
    synchronized (store) {
      store.state.sizes.add(observer);
    }
  }

  /// Has `observer` hear of no more changes.
  public void remove(GroupObserver observer) {
    synchronized (store) {
      store.state.sizes.remove(observer);
    }
  }

  private GroupSummary summary(GroupRecord group) {
    return store.state.sizes.summary(group);
  }

  /// All groups of one moment.
  public static final class GroupsView {
    private final StoreView view;
    private final GroupSizes sizes;

    private GroupsView(StoreView view, GroupSizes sizes) {
      this.view = view;
      this.sizes = sizes;
    }

    /// Calls `action` with each group.
    public void forEach(Consumer<GroupSummary> action) {
      view.forEachStored(
          group ->
              action.accept(
                  new GroupSummary(group, sizes.series(group.slot()), sizes.bytes(group.slot()))));
    }
  }
}
