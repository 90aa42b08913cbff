package io.sluice.store;

import io.sluice.command.Lifetimes;
import io.sluice.model.GroupingKey;
import io.sluice.pages.FamilySeries;
import io.sluice.pages.StoredFamily;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A group and the families it holds, its push times included, as it was when it was asked for.
public final class GroupView {
  private final GroupRecord stored;
  private final StoreView view;

  /// @param view the one that the group is read from
  GroupView(GroupRecord stored, StoreView view) {
    this.stored = stored;
    this.view = view;
  }

  public GroupingKey key() {
    return stored.key();
  }

  /// The place of the group among all, which it keeps while it lives.
  public int slot() {
    return stored.slot();
  }

  /// The families, sorted by name. They are copied out of the store with each call.
  public List<StoredFamily> families() {
    return view.familiesOf(stored);
  }

  /// The families, sorted by name, to be read without a copy.
  public List<FamilySeries> series() {
    return view.seriesOf(stored);
  }

  /// The names of the families that have series.
  public NameSet names() {
    return stored.names();
  }

  /// The families without series, sorted by name.
  public List<StoredFamily> emptyFamilies() {
    return List.of(stored.empty());
  }

  public GroupPushStats history() {
    return stored.history();
  }

  public Lifetimes lifetimes() {
    return stored.lifetimes();
  }

  /// What aggregation remembers of families, by name.
  public Map<String, byte[]> memories() {
    return stored.memories();
  }

  /// When the last successful push arrived, in nanoseconds since 1970; 0 if there was none.
  public long pushNanos() {
    return history().pushNanos();
  }

  /// How many pushes were successful.
  public long pushCount() {
    return history().pushCount();
  }

  /// When the last refused push arrived, in nanoseconds since 1970; 0 if there was none.
  public long failureNanos() {
    return history().failureNanos();
  }

  /// Why the last refused push was refused, or null if none was.
  public @Nullable String failureMessage() {
    return history().failureMessage();
  }

  /// From whom the last refused push came; null if none was or that is not known.
  public @Nullable String failurePeer() {
    return history().failurePeer();
  }

  /// The file that the group was read from; null if clients push it.
  public @Nullable String file() {
    return history().file();
  }

  /// How long the group lives after its last successful push, in nanoseconds; 0 for ever.
  public long ttlNanos() {
    return lifetimes().ttlNanos();
  }

  /// How long after a successful push the next is expected at the latest, in nanoseconds; 0 if it
  /// is not.
  public long expectNanos() {
    return lifetimes().expectNanos();
  }

  /// Whether the next push is late.
  public boolean isOverdue(long nowNanos) {
    return expectNanos() > 0 && nowNanos - pushNanos() > expectNanos();
  }

  public boolean isLastPushSuccessful() {
    return failureNanos() <= pushNanos();
  }
}
