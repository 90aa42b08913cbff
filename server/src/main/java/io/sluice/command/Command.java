package io.sluice.command;

import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import java.util.List;

/// A change to the state. It carries all that [Store#apply] needs.
public sealed interface Command {
  /// One that concerns a group.
  sealed interface Keyed extends Command {
    GroupingKey key();
  }

  /// Puts families into a group. They replace all it had (PUT), or those with the same names
  /// (POST).
  record Push(
      GroupingKey key,
      PushOrigin receipt,
      boolean replace,
      List<StoredFamily> families,
      Lifetimes lifetimes)
      implements Keyed {
    public Push {
      families = List.copyOf(families);
    }
  }

  /// Adds families to what a group has of them.
  record Aggregate(
      GroupingKey key,
      PushOrigin receipt,
      List<StoredFamily> families,
      MergeOptions options,
      Lifetimes lifetimes)
      implements Keyed {
    public Aggregate {
      families = List.copyOf(families);
    }
  }

  /// Notes a push that was refused before the state was asked.
  record Fail(GroupingKey key, PushOrigin receipt, String message) implements Keyed {}

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
    return switch (this) {
      case Push push -> {
        PushOrigin receipt = push.receipt.movedTo(nanos);
        List<StoredFamily> families = StoredFamily.at(push.families, nanos);
        yield new Push(push.key, receipt, push.replace, families, push.lifetimes);
      }
      case Aggregate add -> {
        PushOrigin receipt = add.receipt.movedTo(nanos);
        List<StoredFamily> families = StoredFamily.at(add.families, nanos);
        yield new Aggregate(add.key, receipt, families, add.options, add.lifetimes);
      }
      case Fail fail -> new Fail(fail.key, fail.receipt.movedTo(nanos), fail.message);
      case Delete _, DeleteFamily _, Wipe _, Expire _ -> this;
    };
  }
}
