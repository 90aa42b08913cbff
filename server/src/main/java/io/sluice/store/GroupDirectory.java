package io.sluice.store;

import io.sluice.model.GroupingKey;
import io.sluice.pages.FamilyIndex;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gives lists access to the groups of a store. Each result is consistent; for several results of
/// the same state, hold the monitor of the store.
public final class GroupDirectory {
  private final Store store;

  GroupDirectory(Store store) {
    this.store = store;
  }

  /// The group `key`, or null.
  public @Nullable GroupSummary summary(GroupingKey key) {
    synchronized (store) {
      GroupRecord group = store.state.group(key);
      return group == null ? null : summary(group);
    }
  }

  /// The group `key` with its content, or null.
  public @Nullable GroupContent content(GroupingKey key) {
    synchronized (store) {
      GroupRecord group = store.state.group(key);
      return group == null
          ? null
          : new GroupContent(summary(group), store.view().group(group).series());
    }
  }

  /// The totals of the store.
  public StoreTotals totals() {
    synchronized (store) {
      StoreSizes sizes = store.state.sizes;
      return new StoreTotals(store.state.groupCount(), sizes.totalSeries(), sizes.totalBytes());
    }
  }

  /// The number of groups of a job.
  public int groupCount(String job) {
    synchronized (store) {
      return store.state.shapes.counts(job).values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /// The number of groups with series in the family `family`.
  public int holderCount(String family) {
    synchronized (store) {
      FamilyIndex index = store.state.family(family);
      return index == null ? 0 : index.groupCount();
    }
  }

  /// The next groups with series in the family `family`, in the order of slots.
  ///
  /// @param from the first slot to examine
  /// @param max the maximum number of groups; fewer are returned only at the end
  public List<GroupSummary> holders(String family, int from, int max) {
    synchronized (store) {
      FamilyIndex index = store.state.family(family);
      return index == null
          ? List.of()
          : index.slots(from, max).stream().map(store.state::group).map(this::summary).toList();
    }
  }

  /// A view of all current groups, which does not change.
  public GroupsView groups() {
    synchronized (store) {
      return new GroupsView(store.view(), store.state.sizes.copy());
    }
  }

  /// Adds an observer, which is notified of all later changes.
  public void add(GroupObserver observer) {
    synchronized (store) {
      store.state.sizes.add(observer);
    }
  }

  /// Removes an observer.
  public void remove(GroupObserver observer) {
    synchronized (store) {
      store.state.sizes.remove(observer);
    }
  }

  private GroupSummary summary(GroupRecord group) {
    return store.state.sizes.summary(group);
  }

  /// A view of all groups at some moment.
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
