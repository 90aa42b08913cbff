package io.sluice.store;

import io.sluice.model.Labels;
import io.sluice.pages.StoredFamily;
import io.sluice.pages.TextBytes;
import java.util.Map;

/// The estimated heap size of the groups.
///
/// Computed from the sizes of arrays, strings and their objects, and updated with each change. It
/// does not include the memory of older views, of the log and of requests.
final class StateWeight {
  // Measured with compressed references.
  static final int GROUP_BYTES = 220; // the objects of a group, and its entries in maps and lists
  private static final int LABEL_BYTES = 60; // two strings, and the label's part in a shape of keys
  private static final int DEADLINE_BYTES = 150;
  private static final int NAME_BYTES = 8;
  private static final int AGGREGATION_STATE_BYTES = 100;
  private static final int EMPTY_FAMILY_BYTES = 150;

  private long groupBytes;

  /// Called when `after` replaces `before`, which has the same key.
  @SuppressWarnings("ReferenceEquality") // Unchanged parts are the same objects.
  void put(GroupRecord before, GroupRecord after) {
    groupBytes += ofRest(after) - ofRest(before);
    if (before.empty() != after.empty()) {
      groupBytes += ofEmpty(after.empty()) - ofEmpty(before.empty());
    }
    if (before.aggregationStates() != after.aggregationStates()) {
      groupBytes +=
          ofAggregationStates(after.aggregationStates())
              - ofAggregationStates(before.aggregationStates());
    }
  }

  /// Called when a group is added.
  void add(GroupRecord group) {
    groupBytes += of(group);
  }

  /// Called when a group is removed.
  void remove(GroupRecord group) {
    groupBytes -= of(group);
  }

  void clear() {
    groupBytes = 0;
  }

  /// The size of all groups, without families with series and without sets of names.
  long total() {
    return groupBytes;
  }

  static long of(GroupRecord group) {
    return GROUP_BYTES
        + ofKey(group.key().labels())
        + ofRest(group)
        + ofEmpty(group.empty())
        + ofAggregationStates(group.aggregationStates());
  }

  static long ofKey(Labels labels) {
    long bytes = 0;
    for (int i = 0; i < labels.size(); i++) {
      bytes += LABEL_BYTES + TextBytes.of(labels.name(i)) + TextBytes.of(labels.value(i));
    }
    return bytes;
  }

  static long ofNames(long count) {
    return count * NAME_BYTES;
  }

  private static long ofRest(GroupRecord group) {
    return TextBytes.of(group.pushStats().failureMessage())
        + TextBytes.of(group.pushStats().failurePeer())
        + (group.hasEnd() ? DEADLINE_BYTES : 0);
  }

  private static long ofEmpty(StoredFamily[] families) {
    long bytes = 0;
    for (StoredFamily family : families) {
      bytes += EMPTY_FAMILY_BYTES + family.head().heapBytes();
    }
    return bytes;
  }

  private static long ofAggregationStates(Map<String, byte[]> aggregationStates) {
    long bytes = 0;
    for (byte[] aggregationState : aggregationStates.values()) {
      bytes += (long) AGGREGATION_STATE_BYTES + aggregationState.length;
    }
    return bytes;
  }
}
