package io.sluice.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last pushes. When it is full, by number or by bytes, the oldest pushes are removed.
///
/// The *position* of a push is the number of pushes that were added before it.
final class PushRing {
  private final @Nullable NumberedPush[] records;
  private final long capacityBytes;
  private long start;
  private long end;
  private long bytes;

  /// @param capacityBytes the estimated memory that all pushes together may take
  PushRing(int capacity, long capacityBytes) {
    this.records = new NumberedPush[capacity];
    this.capacityBytes = capacityBytes;
  }

  /// The position after the newest push.
  long end() {
    return end;
  }

  /// The position of the oldest push in the ring.
  long start() {
    return start;
  }

  void add(NumberedPush push) {
    if (end - start == records.length) {
      removeOldest();
    }
    records[index(end++)] = push;
    bytes += push.push().byteCount();
    while (bytes > capacityBytes && end - start > 1) {
      removeOldest();
    }
  }

  private void removeOldest() {
    bytes -= at(start).push().byteCount();
    records[index(start++)] = null;
  }

  /// Up to `limit` pushes from `position` on, oldest first. `position` must not be before [#start].
  List<NumberedPush> from(long position, int limit) {
    var pushes = new ArrayList<NumberedPush>();
    for (long at = position; at < end && pushes.size() < limit; at++) {
      pushes.add(at(at));
    }
    return pushes;
  }

  /// The pushes with an id below `before`, newest first.
  List<NumberedPush> newest(long before) {
    var pushes = new ArrayList<NumberedPush>();
    for (long at = end - 1; at >= start(); at--) {
      NumberedPush push = at(at);
      if (push.id() < before) {
        pushes.add(push);
      }
    }
    return pushes;
  }

  private NumberedPush at(long position) {
    NumberedPush push = records[index(position)];
    if (push == null) {
      throw new IllegalStateException("no push at position=" + position);
    }
    return push;
  }

  private int index(long position) {
    return (int) (position % records.length);
  }
}
