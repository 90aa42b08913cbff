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
// places of a view, outside the monitor. Meanwhile, changes are only recorded; they are applied
// under the monitor afterwards. So no push waits while the ranking is filled.
final class Ranking {
  /// A group that was moved, added (`from` is null) or removed (`to` is null).
  private record Move(@Nullable RankedKey from, @Nullable RankedKey to) {}

  private final NavigableSet<RankedKey> places = new TreeSet<>(RankedKey.ORDER);

  /// Null once the ranking is complete.
  private @Nullable List<Move> missed = new ArrayList<>();

  private long movesSinceRead;

  /// The number of groups, including recorded changes.
  int size() {
    return missed == null ? places.size() : missed.size();
  }

  boolean isComplete() {
    return missed == null;
  }

  /// The number of moves since the ranking was last read.
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

  /// Adds a place of the view that the ranking is filled from.
  void fill(RankedKey place) {
    places.add(place);
  }

  /// Applies the recorded changes, which completes the ranking.
  void catchUp() {
    if (missed != null) {
      missed.forEach(this::apply);
      missed = null;
    }
  }

  /// The places after `after`, or all places, in ascending or descending order. Use the iterator
  /// before the next change.
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
