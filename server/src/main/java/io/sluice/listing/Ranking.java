package io.sluice.listing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All groups in one order.
//
// It is created empty, under the store's monitor. The thread that needs it then fills it with the
// places of a view, outside the monitor; changes are only recorded meanwhile. They are applied
// under the monitor afterwards. So no push waits for it.
final class Ranking {
  /// A group that moved, came (`from` is null) or went (`to` is null).
  private record Move(@Nullable RankedKey from, @Nullable RankedKey to) {}

  private final NavigableSet<RankedKey> places = new TreeSet<>(RankedKey.ORDER);

  /// Null once the ranking is complete.
  private @Nullable List<Move> missed = new ArrayList<>();

  private long movesSinceRead;

  /// How many groups it has, or has missed.
  int size() {
    return missed == null ? places.size() : missed.size();
  }

  boolean isComplete() {
    return missed == null;
  }

  /// How often groups have moved since the ranking was last read.
  long movesSinceRead() {
    return movesSinceRead;
  }

  void move(@Nullable RankedKey from, @Nullable RankedKey to) {
    movesSinceRead++;
    if (missed == null) {
      apply(new Move(from, to));
    } else {
      missed.add(new Move(from, to));
    }
  }

  /// Adds a place of the view that it was begun with.
  void fill(RankedKey place) {
    places.add(place);
  }

  /// Makes it complete.
  void catchUp() {
    if (missed != null) {
      missed.forEach(this::apply);
      missed = null;
    }
  }

  /// The places after `after`, or all, in the order or against it. To be used before the next
  /// change.
  Iterator<RankedKey> from(@Nullable RankedKey after, boolean isDescending) {
    movesSinceRead = 0;
    NavigableSet<RankedKey> all = isDescending ? places.descendingSet() : places;
    return (after == null ? all : all.tailSet(after, false)).iterator();
  }

  private void apply(Move move) {
    if (move.from != null) {
      places.remove(move.from);
    }
    if (move.to != null) {
      places.add(move.to);
    }
  }
}
