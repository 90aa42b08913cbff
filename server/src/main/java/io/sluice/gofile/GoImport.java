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

/// Imports the state of a Pushgateway to a store, as commands that result in this state.
///
/// So everything in the store has passed the checks of a push. Groups and families that do not pass
/// are skipped and reported: a Pushgateway with disabled checks may contain families that break
/// every scrape. Of two conflicting families the first one in the file is kept, which is an
/// arbitrary one because Go writes in random order.
public final class GoImport {
  /// The file contains the time of a failed push, but not the reason.
  private static final String FAILED =
      "refused by the Pushgateway that this group was imported from, which does not keep reasons";

  /// A group or family that the store does not accept.
  ///
  /// @param family null for a whole group
  public record LeftOut(GroupingKey key, @Nullable String family, String reason) {}

  /// The result of an import. The push times count as series of their group.
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

  /// Imports the groups of `file` to `store`, which must be empty.
  ///
  /// @throws GoFileException if the file is damaged; the store is unusable then
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

  /// Imports a group without a successful push: it only has its push times.
  ///
  /// @return why the store does not accept the group, or null
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
    // The group is recreated, because the refused push has changed its push times.
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

  /// The families that the store accepts in the group, tried one after the other.
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

  /// The families of `group` without its push times, in their stored form. Invalid families are
  /// skipped.
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
  /// @return the error in any of them, or null
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
