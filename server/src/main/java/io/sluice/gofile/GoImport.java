package io.sluice.gofile;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.format.ParsedBody;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import io.sluice.store.Store;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts what a Go Pushgateway kept into a store, as the commands that would have led to it.
///
/// So all that is held has passed the checks of a push. What does not pass is left out and
/// reported: a Pushgateway that was told not to check holds families that break every scrape. Of
/// two that clash the first in the file stays, and that is any of them: Go writes in no order.
public final class GoImport {
  /// The file knows when a push failed, but not why.
  private static final String FAILED =
      "refused by the Pushgateway that this group was taken over from, which does not keep why";

  /// A group or family that the store does not take.
  ///
  /// @param family null if it is the whole group
  public record LeftOut(GroupingKey key, @Nullable String family, String reason) {}

  /// What came of an import. The push times count as series of their group.
  public record Report(int groupCount, long seriesCount, List<LeftOut> leftOut) {
    public Report {
      leftOut = List.copyOf(leftOut);
    }
  }

  private final Store store;
  private final List<LeftOut> leftOut = new ArrayList<>();

  private GoImport(Store store) {
    this.store = store;
  }

  /// Puts the groups of `file` into `store`, which is empty.
  ///
  /// @throws GoFileException if the file is damaged; the store is then of no use
  public static Report run(MemorySegment file, Store store) throws GoFileException {
    var run = new GoImport(store);
    GoFileReader.read(file, run::put);
    return run.report();
  }

  private Report report() {
    var seriesCount = new long[1];
    var view = store.view();
    view.forEachGroup(
        group -> group.families().forEach(family -> seriesCount[0] += family.seriesCount()));
    return new Report(view.groupCount(), seriesCount[0], leftOut);
  }

  private void put(GoGroup group) {
    GroupingKey key = group.key();
    GoPushTimes times = GoPushTimes.of(group);
    String problem = Preparation.keyProblem(key);
    if (problem == null) {
      problem = times.pushNanos() == 0 ? putFailed(key, times) : putPushed(group, times);
    }
    if (problem != null) {
      leftOut.add(new LeftOut(key, null, problem));
    } else if (times.failureNanos() > 0) {
      store.apply(new Command.Fail(key, PushOrigin.at(times.failureNanos()), FAILED));
    }
  }

  /// Puts a group that no push to ever succeeded: it has its push times only.
  ///
  /// @return why the store does not take the group, or null
  private @Nullable String putFailed(GroupingKey key, GoPushTimes times) {
    String problem = push(key, times.firstNanos(), List.of());
    if (problem == null) {
      store.apply(new Command.Delete(key));
      store.apply(new Command.Fail(key, PushOrigin.at(times.firstNanos()), FAILED));
    }
    return problem;
  }

  private @Nullable String putPushed(GoGroup group, GoPushTimes times) {
    List<StoredFamily> families = prepared(group);
    String problem = putWhole(group.key(), times, families);
    if (problem == null) {
      return null;
    }
    // The refused push has left its time on the group, so it is made anew.
    store.apply(new Command.Delete(group.key()));
    problem = push(group.key(), times.firstNanos(), List.of());
    if (problem == null) {
      List<StoredFamily> fitting = fitting(group.key(), times, families);
      store.apply(new Command.Delete(group.key()));
      problem = putWhole(group.key(), times, fitting);
    }
    return problem;
  }

  private @Nullable String putWhole(
      GroupingKey key, GoPushTimes times, List<StoredFamily> families) {
    if (times.firstNanos() != times.pushNanos()) {
      String problem = push(key, times.firstNanos(), List.of());
      if (problem != null) {
        return problem;
      }
    }
    return push(key, times.pushNanos(), families);
  }

  /// Those of `families` that the store takes into the group, one after the other.
  private List<StoredFamily> fitting(
      GroupingKey key, GoPushTimes times, List<StoredFamily> families) {
    var fitting = new ArrayList<StoredFamily>();
    for (StoredFamily family : families) {
      String problem = push(key, times.pushNanos(), List.of(family));
      if (problem == null) {
        fitting.add(family);
      } else {
        leftOut.add(new LeftOut(key, family.name(), problem));
      }
    }
    return fitting;
  }

  /// @return why the push was refused, or null
  private @Nullable String push(GroupingKey key, long nanos, List<StoredFamily> families) {
    var push = new Command.Push(key, PushOrigin.at(nanos), false, families, Lifetimes.NONE);
    return store.apply(push) instanceof Outcome.Rejected rejected ? rejected.message() : null;
  }

  /// The families of `group` but for its push times, in their stored form. What is wrong by itself
  /// is left out.
  private List<StoredFamily> prepared(GoGroup group) {
    var nanosToFamilies = new TreeMap<Long, List<GoFamily>>();
    for (GoFamily family : group.families()) {
      if (!GoPushTimes.isTime(family)) {
        nanosToFamilies.computeIfAbsent(family.receivedNanos(), _ -> new ArrayList<>()).add(family);
      }
    }
    var prepared = new ArrayList<StoredFamily>();
    for (List<GoFamily> families : nanosToFamilies.values()) {
      if (prepare(group.key(), families, prepared) != null) {
        prepareEach(group.key(), families, prepared);
      }
    }
    return prepared;
  }

  private void prepareEach(
      GroupingKey key, List<GoFamily> families, Collection<StoredFamily> prepared) {
    for (GoFamily family : families) {
      String problem = prepare(key, List.of(family), prepared);
      if (problem != null) {
        leftOut.add(new LeftOut(key, family.family().name(), problem));
      }
    }
  }

  /// Adds the stored form of `families`, which were received together, to `prepared`.
  ///
  /// @return what is wrong with any of them, or null
  private static @Nullable String prepare(
      GroupingKey key, List<GoFamily> families, Collection<StoredFamily> prepared) {
    var body =
        new ParsedBody(
            families.stream().map(GoFamily::family).toList(),
            families.stream().anyMatch(GoFamily::hasTimestamps));
    Command command =
        Preparation.push(
            key, body, false, PushOrigin.at(families.getFirst().receivedNanos()), Lifetimes.NONE);
    if (command instanceof Command.Fail fail) {
      return fail.message();
    }
    prepared.addAll(((Command.Push) command).families());
    return null;
  }
}
