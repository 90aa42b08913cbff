package io.sluice.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/// The groups in the order in which they, or their first series, expire. Contains only groups that
/// expire or have series that do. Derived from the groups.
final class ExpiryQueue {
  private record Deadline(long nanos, int slot) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      int order = Long.compare(nanos, other.nanos);
      return order != 0 ? order : Integer.compare(slot, other.slot);
    }
  }

  private final Map<Integer, Deadline> slotToDeadline = new HashMap<>();
  private final TreeSet<Deadline> ordered = new TreeSet<>();

  void put(GroupRecord group) {
    remove(group.slot());
    long nanos = group.firstExpiryNanos();
    if (nanos != GroupRecord.NEVER) {
      var deadline = new Deadline(nanos, group.slot());
      slotToDeadline.put(group.slot(), deadline);
      ordered.add(deadline);
    }
  }

  void remove(int slot) {
    Deadline deadline = slotToDeadline.isEmpty() ? null : slotToDeadline.remove(slot);
    if (deadline != null) {
      ordered.remove(deadline);
    }
  }

  void clear() {
    slotToDeadline.clear();
    ordered.clear();
  }

  /// The slots of the first `max` due groups that match `concerns`.
  List<Integer> due(long nowNanos, int max, IntPredicate concerns) {
    var due = new ArrayList<Integer>();
    for (Deadline deadline : ordered) {
      if (deadline.nanos > nowNanos || due.size() == max) {
        break;
      }
      if (concerns.test(deadline.slot)) {
        due.add(deadline.slot);
      }
    }
    return due;
  }
}
