package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Preparation;
import io.sluice.merge.FamilyMerge;
import io.sluice.merge.MergeException;
import io.sluice.merge.TextMerge;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.pages.StoredFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The families of a group after an aggregation.
///
/// @param families the aggregated families
/// @param aggregationStates of all families of the group, by name
record AggregationResult(List<StoredFamily> families, Map<String, byte[]> aggregationStates) {

  /// Aggregates the families of `command` with those of `group`.
  ///
  /// @param group null if there is none yet
  static AggregationResult of(
      Command.Aggregate command, @Nullable GroupRecord group, StoreState store)
      throws MergeException {
    Map<String, byte[]> before = group == null ? Map.of() : group.aggregationStates();
    var states = new ChangedStates(before);
    var families = new ArrayList<StoredFamily>(command.families().size());
    for (StoredFamily pushed : command.families()) {
      StoredFamily stored = group == null ? null : store.storedAt(group.slot(), pushed.name());
      StoredFamily bare = stored == null ? null : withoutEmptyLabels(stored, command.key());
      if (stored != null && !stored.equals(bare)) {
        states.put(pushed.name(), new byte[0]); // the state refers to series with other labels
      }
      families.add(sum(bare, pushed, command, states));
    }
    return new AggregationResult(families, states.all());
  }

  /// `stored` without empty labels, as in [Preparation#aggregate]; `stored` itself if there are
  /// none, or if two series would become equal. Only pushes that replace store empty labels.
  private static StoredFamily withoutEmptyLabels(StoredFamily stored, GroupingKey key) {
    if (!stored.mayHaveEmptyLabels()) {
      return stored;
    }
    var labels = new HashSet<Labels>();
    var metrics = new ArrayList<Metric>();
    boolean isChanged = false;
    for (Metric metric : stored.metrics()) {
      Labels bare = Preparation.completed(metric.labels().withoutEmpty(), key);
      isChanged |= bare.size() < metric.labels().size();
      labels.add(bare);
      metrics.add(metric.withLabels(bare));
    }
    return isChanged && labels.size() == metrics.size() ? stored.with(metrics) : stored;
  }

  private static StoredFamily sum(
      @Nullable StoredFamily stored,
      StoredFamily pushed,
      Command.Aggregate command,
      ChangedStates states)
      throws MergeException {
    byte[] state = states.get(pushed.name());
    StoredFamily simple = stored == null ? null : textSum(stored, state, pushed, command);
    if (simple != null) {
      return simple;
    }
    long nanos = command.origin().nanos();
    var merged =
        FamilyMerge.merge(
            stored == null ? null : stored.family(),
            state,
            pushed.family(),
            command.options(pushed.name()),
            nanos);
    states.put(pushed.name(), merged.state());
    return StoredFamily.of(merged.family(), nanos);
  }

  /// The aggregation states of a group. They are copied at the first change, because most
  /// aggregations change none.
  private static final class ChangedStates {
    private static final byte[] NONE = {};

    private final Map<String, byte[]> before;
    private @Nullable Map<String, byte[]> changed;

    ChangedStates(Map<String, byte[]> before) {
      this.before = before;
    }

    byte[] get(String family) {
      return (changed == null ? before : changed).getOrDefault(family, NONE);
    }

    /// @param state empty for no state
    void put(String family, byte[] state) {
      if (Arrays.equals(get(family), state)) {
        return;
      }
      if (changed == null) {
        changed = new HashMap<>(before);
      }
      if (state.length == 0) {
        changed.remove(family);
      } else {
        changed.put(family, state);
      }
    }

    Map<String, byte[]> all() {
      return changed == null ? before : Map.copyOf(changed);
    }
  }

  /// The sum, computed on text without creating objects for the pushed metrics; null if that is not
  /// possible.
  private static @Nullable StoredFamily textSum(
      StoredFamily stored, byte[] state, StoredFamily pushed, Command.Aggregate command) {
    if (!stored.head().equals(pushed.head()) || stored.head().form() != StoredFamily.Form.TEXT) {
      return null;
    }
    byte[] lines =
        TextMerge.merge(
            stored.name(),
            stored.type(),
            stored.bytes(),
            state,
            pushed.bytes(),
            command.options(stored.name()));
    return lines == null
        ? null
        : new StoredFamily(
            stored.head(), lines, seriesCount(stored, lines), command.origin().nanos());
  }

  /// A series with one number is one line. For other types, this method is only called without new
  /// series.
  private static int seriesCount(StoredFamily stored, byte[] lines) {
    return stored.type().isOneNumber() ? lineCount(lines) : stored.seriesCount();
  }

  private static int lineCount(byte[] lines) {
    int count = 0;
    for (byte b : lines) {
      count += b == '\n' ? 1 : 0;
    }
    return count;
  }
}
