package io.sluice.store;

import io.sluice.command.Lifetimes;
import io.sluice.model.GroupingKey;
import io.sluice.pages.FamilySeries;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.NameSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A group and its families, including the push times, at the time of the view.
public final class GroupView {
  private final GroupRecord stored;
  private final StoreView view;

  /// @param view contains the group
  GroupView(GroupRecord stored, StoreView view) {
    this.stored = stored;
    this.view = view;
  }

  public GroupingKey key() {
    return stored.key();
  }

  /// The slot of the group, which never changes.
  public int slot() {
    return stored.slot();
  }

  /// The families, sorted by name. Each call copies them from the store.
  public List<StoredFamily> families() {
    return view.familiesOf(stored);
  }

  /// The families, sorted by name, without copying them.
  public List<FamilySeries> series() {
    return view.seriesOf(stored);
  }

  /// The names of the families with series.
  public NameSet names() {
    return stored.names();
  }

  /// The families without series, sorted by name.
  public List<StoredFamily> emptyFamilies() {
    return List.of(stored.empty());
  }

  public GroupPushStats pushStats() {
    return stored.pushStats();
  }

  public Lifetimes lifetimes() {
    return stored.lifetimes();
  }

  /// The aggregation states of families, by name.
  public Map<String, byte[]> aggregationStates() {
    return stored.aggregationStates();
  }

  /// The time of the last successful push, in nanoseconds since 1970; 0 if there was none.
  public long pushNanos() {
    return pushStats().pushNanos();
  }

  /// The number of successful pushes.
  public long pushCount() {
    return pushStats().pushCount();
  }

  /// The time of the last refused push, in nanoseconds since 1970; 0 if there was none.
  public long failureNanos() {
    return pushStats().failureNanos();
  }

  /// The error message of the last refused push, or null if there was none.
  public @Nullable String failureMessage() {
    return pushStats().failureMessage();
  }

  /// The client's address of the last refused push; null if there was none or it is unknown.
  public @Nullable String failurePeer() {
    return pushStats().failurePeer();
  }

  /// The file that the group was read from; null if clients push to it.
  public @Nullable String file() {
    return pushStats().file();
  }

  /// How long the group lives after its last successful push, in nanoseconds; 0 means forever.
  public long ttlNanos() {
    return lifetimes().ttlNanos();
  }

  /// The maximum time from a successful push to the next one, in nanoseconds; 0 if unspecified.
  public long expectNanos() {
    return lifetimes().expectNanos();
  }

  /// Whether the next push is late.
  public boolean isOverdue(long nowNanos) {
    return stored.isOverdue(nowNanos);
  }

  public boolean isLastPushSuccessful() {
    return failureNanos() <= pushNanos();
  }
}
