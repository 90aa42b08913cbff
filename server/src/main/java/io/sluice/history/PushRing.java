package io.sluice.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last pushes. When it is full, by number or by bytes, the oldest make room.
///
/// A *position* counts the pushes that were ever added before one.
final class PushRing {
  private final @Nullable NumberedPush[] records;
  private final long capacityBytes;
  private long start;
  private long end;
  private long bytes;

  /// @param capacityBytes what all pushes may take together, about
  PushRing(int capacity, long capacityBytes) {
    this.records = new NumberedPush[capacity];
    this.capacityBytes = capacityBytes;
  }

  /// The position after the newest.
  long end() {
    return end;
  }

  /// The position of the oldest that is there.
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

  /// Up to `limit` pushes from `position` on, which is not before the start, oldest first.
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
      throw new IllegalStateException("nothing at position=" + position);
    }
    return push;
  }

  private int index(long position) {
    return (int) (position % records.length);
  }
}
