package io.sluice.merge;

import java.util.ArrayList;
import java.util.List;

/// Aggregation state of a series that its exposed value does not carry.
sealed interface AggregationState {
  enum Nothing implements AggregationState {
    NOTHING
  }

  /// The rest of a sum, see [CarriedSum]; not 0.
  record Rest(double rest) implements AggregationState {}

  /// The count and the sum of a mean; at least two numbers, because a single number is its own
  /// mean.
  record Average(long count, double sum) implements AggregationState {}

  /// The numbers pushed during a sliding window, in slots of a sixtieth of its length.
  ///
  /// @param nanos the length of the window
  /// @param slots the non-empty slots, oldest first
  record Window(long nanos, List<Slot> slots) implements AggregationState {
    static final int SLOTS = 60;

    public Window {
      slots = List.copyOf(slots);
    }

    static Window empty(long nanos) {
      return new Window(nanos, List.of());
    }

    /// This window after another number; NaN only advances the time. If the clock goes back, the
    /// window does not.
    Window with(double number, long receivedNanos) {
      long newest = slots.isEmpty() ? Long.MIN_VALUE : slots.getLast().number();
      long now = Math.max(newest, Math.floorDiv(receivedNanos, Math.max(1, nanos / SLOTS)));
      var kept = new ArrayList<Slot>(SLOTS);
      for (Slot slot : slots) {
        if (slot.number() > now - SLOTS) {
          kept.add(slot);
        }
      }
      if (!Double.isNaN(number)) {
        boolean isOpen = !kept.isEmpty() && kept.getLast().number() == now;
        Slot open = isOpen ? kept.removeLast() : new Slot(now, 0, 0);
        kept.add(new Slot(now, open.count() + 1, open.sum() + number));
      }
      return new Window(nanos, kept);
    }

    long count() {
      return slots.stream().mapToLong(Slot::count).sum();
    }

    double sum() {
      double sum = 0;
      for (Slot slot : slots) {
        sum += slot.sum();
      }
      return sum;
    }
  }

  /// The numbers pushed during a slot.
  ///
  /// @param number the number of the slot, counted from 1970
  /// @param count the number of pushed numbers, at least one
  record Slot(long number, long count, double sum) {}
}
