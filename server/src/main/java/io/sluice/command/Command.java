package io.sluice.command;

import io.sluice.merge.GaugeMode;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A change of the state. It contains everything that [io.sluice.store.Store#apply] needs.
public sealed interface Command {
  /// A command for one group.
  sealed interface Keyed extends Command {
    GroupingKey key();
  }

  /// A push to one group, which may be a part of a change of many groups.
  sealed interface Part extends Keyed {
    /// The time and the client of the push, and its idempotency key.
    PushOrigin origin();

    @Override
    Part at(long nanos);
  }

  /// Puts families into a group. They replace all its families (PUT), or those with the same names
  /// (POST).
  ///
  /// @param removedNames of families to remove from the group
  record Push(
      GroupingKey key,
      PushOrigin origin,
      boolean replace,
      List<StoredFamily> families,
      Lifetimes lifetimes,
      Set<String> removedNames)
      implements Part {
    public Push {
      families = List.copyOf(families);
      removedNames = Set.copyOf(removedNames);
    }

    public Push(
        GroupingKey key,
        PushOrigin origin,
        boolean replace,
        List<StoredFamily> families,
        Lifetimes lifetimes) {
      this(key, origin, replace, families, lifetimes, Set.of());
    }

    @Override
    public Push at(long nanos) {
      PushOrigin moved = origin.movedTo(nanos);
      List<StoredFamily> movedFamilies = StoredFamily.at(families, moved.shownNanos());
      return new Push(key, moved, replace, movedFamilies, lifetimes, removedNames);
    }
  }

  /// Aggregates families with those of a group, or replaces single series in them.
  ///
  /// @param summed names of gauges that are summed, independent of the options
  record Aggregate(
      GroupingKey key,
      PushOrigin origin,
      List<StoredFamily> families,
      MergeOptions options,
      Lifetimes lifetimes,
      Set<String> summed)
      implements Part {
    public Aggregate {
      families = List.copyOf(families);
      summed = Set.copyOf(summed);
    }

    public Aggregate(
        GroupingKey key,
        PushOrigin origin,
        List<StoredFamily> families,
        MergeOptions options,
        Lifetimes lifetimes) {
      this(key, origin, families, options, lifetimes, Set.of());
    }

    @Override
    public Aggregate at(long nanos) {
      PushOrigin moved = origin.movedTo(nanos);
      List<StoredFamily> movedFamilies = StoredFamily.at(families, moved.shownNanos());
      return new Aggregate(key, moved, movedFamilies, options, lifetimes, summed);
    }

    /// The options for merging a family.
    public MergeOptions options(String family) {
      return summed.contains(family) ? options.withGauges(GaugeMode.SUM) : options;
    }
  }

  /// Records a push that was refused independent of the state.
  record Fail(GroupingKey key, PushOrigin origin, String message) implements Part {
    @Override
    public Fail at(long nanos) {
      return new Fail(key, origin.movedTo(nanos), message);
    }
  }

  /// Changes many groups atomically: views, recovery and replicas see all changes or none.
  ///
  /// @param parts pushes, aggregations and failures; of different groups if `isAllOrNothing`
  /// @param origin of the whole command, with its idempotency key
  /// @param isAllOrNothing whether nothing is changed if one part is refused; if not, only the
  ///   refused parts are left out
  record Groups(List<Part> parts, PushOrigin origin, boolean isAllOrNothing) implements Command {
    public Groups {
      parts = List.copyOf(parts);
      var keys = new HashSet<GroupingKey>();
      for (Part part : parts) {
        if (!keys.add(part.key()) && isAllOrNothing) {
          throw new IllegalArgumentException("two parts of one group: key=" + part.key());
        }
      }
    }

    @Override
    public Groups at(long nanos) {
      List<Part> movedParts = parts.stream().map(part -> part.at(nanos)).toList();
      return new Groups(movedParts, origin.movedTo(nanos), isAllOrNothing);
    }
  }

  /// Drops a group.
  record Delete(GroupingKey key) implements Keyed {}

  /// Drops one family of a group, which must not be a reserved one.
  record DeleteFamily(GroupingKey key, String family) implements Command {}

  /// Drops all groups.
  record Wipe() implements Command {}

  /// Drops expired groups and series.
  ///
  /// @param nowNanos the time, in nanoseconds since 1970
  /// @param pushedSinceNanos groups and series that were last pushed before this time are kept for
  ///   now; 0 to keep none
  /// @param maxGroups the maximum number of groups to examine
  /// @param keepsAllSeries whether all series are kept while some groups are kept, as in the first
  ///   versions; their commands must still have the same result
  record Expire(long nowNanos, long pushedSinceNanos, int maxGroups, boolean keepsAllSeries)
      implements Command {
    public Expire(long nowNanos, long pushedSinceNanos, int maxGroups) {
      this(nowNanos, pushedSinceNanos, maxGroups, false);
    }
  }

  /// The same command with the time `nanos`. Idempotency keys are remembered for the same duration.
  default Command at(long nanos) {
    return this;
  }
}
