package io.sluice.merge;

import java.util.ArrayList;
import java.util.List;

/// Aggregation state of a series that its exposed value does not carry.
sealed interface AggregationState {
  enum Nothing implements AggregationState {
    NOTHING
  }

  /// What a sum does not show, see [CarriedSum]; not 0.
  record Rest(double rest) implements AggregationState {}

  /// What a mean is made of; at least two numbers, for one is its own mean.
  record Average(long count, double sum) implements AggregationState {}

  /// What was pushed during a time, in slots of a sixtieth of it.
  ///
  /// @param nanos the length of the window
  /// @param slots those that are not empty, oldest first
  record Window(long nanos, List<Slot> slots) implements AggregationState {
    static final int SLOTS = 60;

    public Window {
      slots = List.copyOf(slots);
    }

    static Window empty(long nanos) {
      return new Window(nanos, List.of());
    }

    /// This window as it is after one more number; one that is not a number only lets time pass. A
    /// clock that goes back does not take the window with it.
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

  /// What was pushed during a slot.
  ///
  /// @param number which one it is, counted from 1970
  /// @param count how many numbers, at least one
  record Slot(long number, long count, double sum) {}
}
