package io.sluice.command;

import io.sluice.merge.GaugeMode;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A change to the state. It carries all that [Store#apply] needs.
public sealed interface Command {
  /// One that concerns a group.
  sealed interface Keyed extends Command {
    GroupingKey key();
  }

  /// A push to one group, which may be a part of a change to many.
  sealed interface Part extends Keyed {
    /// When it came, from where, and whether it may be applied only once.
    PushOrigin origin();

    @Override
    Part at(long nanos);
  }

  /// Puts families into a group. They replace all it had (PUT), or those with the same names
  /// (POST).
  ///
  /// @param gone names of families that the group is not to hold any more
  record Push(
      GroupingKey key,
      PushOrigin origin,
      boolean replace,
      List<StoredFamily> families,
      Lifetimes lifetimes,
      Set<String> gone)
      implements Part {
    public Push {
      families = List.copyOf(families);
      gone = Set.copyOf(gone);
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
      return new Push(key, moved, replace, movedFamilies, lifetimes, gone);
    }
  }

  /// Adds families to what a group has of them, or replaces single series in them.
  ///
  /// @param summed names of gauges that are summed, whatever the options say
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

    /// How a family is to be merged.
    public MergeOptions options(String family) {
      return summed.contains(family) ? options.withGauges(GaugeMode.SUM) : options;
    }
  }

  /// Notes a push that was refused before the state was asked.
  record Fail(GroupingKey key, PushOrigin origin, String message) implements Part {
    @Override
    public Fail at(long nanos) {
      return new Fail(key, origin.movedTo(nanos), message);
    }
  }

  /// Changes many groups at once: views, recovery and replicas see all of it or none.
  ///
  /// @param parts pushes, additions and failures; of different groups where it is all or nothing
  /// @param origin of the whole; says whether it may be applied only once
  /// @param isAllOrNothing whether nothing is changed if one part does not fit; if not, only the
  ///   parts that do not fit are left out
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

  /// Drops one family of a group. It is not one of those that the gateway sets.
  record DeleteFamily(GroupingKey key, String family) implements Command {}

  /// Drops all groups.
  record Wipe() implements Command {}

  /// Drops expired groups and series.
  ///
  /// @param nowNanos the time, in nanoseconds since 1970
  /// @param pushedSinceNanos groups whose last successful push is older stay for now, and so do
  ///   series that were last pushed before; 0 where nothing is to be spared
  /// @param most how many groups are looked at
  /// @param sparesAllSeries whether the series of all groups stay while some groups do, as the
  ///   first versions had it; commands that they wrote have to come to the same end
  record Expire(long nowNanos, long pushedSinceNanos, int most, boolean sparesAllSeries)
      implements Command {
    public Expire(long nowNanos, long pushedSinceNanos, int most) {
      this(nowNanos, pushedSinceNanos, most, false);
    }
  }

  /// The same command, as if it had come at `nanos`. What is remembered of a push stays remembered
  /// for as long.
  default Command at(long nanos) {
    return this;
  }
}
