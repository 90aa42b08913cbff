package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Holders;
import io.sluice.command.Outcome;
import io.sluice.command.PushErrors;
import io.sluice.command.PushOrigin;
import io.sluice.command.PushTimeFamilies;
import io.sluice.command.ReservedFamilies;
import io.sluice.merge.FamilyMerge;
import io.sluice.merge.MergeException;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import io.sluice.pages.ArrayPage;
import io.sluice.pages.FamilyHead;
import io.sluice.pages.FamilyIndex;
import io.sluice.pages.PackedFamilies;
import io.sluice.pages.PageCheck;
import io.sluice.pages.SlotPages;
import io.sluice.pages.StoredFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The state of the gateway: which groups hold which families.
///
/// A deterministic state machine: the same commands in the same order give the same state and the
/// same outcomes, on any machine and at any time. It has no clock, no I/O and no threads. Its
/// methods may be called from any thread; a view is taken in between two commands.
public final class Store {
  private static final int QUICK_FAMILIES = 100;
  private static final int QUICK_SERIES = 1_000;
  private static final int QUICK_PARTS = 10;

  /// What is kept of why a push was refused.
  static final int MAX_MESSAGE_LENGTH = 4096;

  private static final String ELLIPSIS = "...";

  // keyToGroup   which group has which key                        the truth
  // families     name to its holders' bytes, in pages by slot     the truth
  // groups       slot to group, in pages                          derived; for views
  // shapes       job to the label names of its grouping keys      derived; for the duplicate check
  // twins        keys with empty labels, by the rest of them     derived; for the duplicate check
  // nameSets     the sets of names that groups share              derived
  // freeSlots    which slots are not taken                        derived
  // rankings     sizes of groups, and orders that were asked for  derived; for lists of groups
  // expected     slot to group, where a next push is expected     derived; for views
  // deadlines    when which group expires, or a series of it      derived
  // tombstones   which groups expired lately                      the truth
  // remembered   which pushes are not to be applied again         the truth
  //
  // A group keeps its slot as long as it lives, so that a push finds its place in a family's pages
  // by comparing ints, not keys. The lowest free slot is taken, so slots stay as dense as the
  // groups are.
  //
  // All pages belong to `epoch`, or are shared with a view and copied before they change (see
  // SlotPages). A view gets a copy of `viewed`, the families as the view before had them, with
  // those touched since brought up to date: copying references is all it does for each of the
  // others. What is touched is made stale there at once, so that old pages are not kept.
  //
  // What is not private here is so for the tests, which hold the derived against the truth.
  final Map<GroupingKey, GroupRecord> keyToGroup = new HashMap<>();
  final Map<String, FamilyIndex> families = new HashMap<>();
  final FreeSlots freeSlots = new FreeSlots();
  final NameSets nameSets = new NameSets();
  final Rankings rankings = new Rankings(this::family);
  private final KeyShapes shapes = new KeyShapes();
  private final KeyTwins twins = new KeyTwins();
  private final Map<String, MetricType> ownFamilies;
  private final ExpiryQueue deadlines = new ExpiryQueue();
  private final StateWeight weight = new StateWeight();
  private final Tombstones tombstones = new Tombstones();
  private final IdempotencyWindow remembered = new IdempotencyWindow(IdempotencyWindow.MOST);
  SlotPages<GroupRecord, ArrayPage<GroupRecord>> groups;
  SlotPages<GroupRecord, ArrayPage<GroupRecord>> expected;
  private long epoch = 1;
  private @Nullable StoreView view;
  private List<StoreView.Family> viewed = new ArrayList<>();
  private final Set<String> touchedNames = new HashSet<>();
  private final Turn turn = new Turn();

  /// An empty store.
  ///
  /// @param ownFamilies names and types of the gateway's own families that no push may redefine
  public Store(Map<String, MetricType> ownFamilies) {
    this.ownFamilies = Map.copyOf(ownFamilies);
    this.groups = new SlotPages<>(ArrayPage::new, epoch);
    this.expected = new SlotPages<>(ArrayPage::new, epoch);
  }

  /// To be taken before what may take long.
  public Turn turn() {
    return turn;
  }

  /// Whether a command takes less than a millisecond or so, apart from what it takes for the size
  /// of what it brings: its group is small, and no others have to be compared.
  public synchronized boolean isQuick(Command command) {
    return switch (command) {
      case Command.Push push -> isSmall(push.key()) && !shapes.hasOthersThan(push.key());
      case Command.Aggregate add -> isSmall(add.key()) && !shapes.hasOthersThan(add.key());
      case Command.Fail fail -> isSmall(fail.key());
      case Command.Delete delete -> isSmall(delete.key());
      case Command.DeleteFamily delete -> isSmall(delete.key());
      case Command.Groups groups ->
          groups.parts().size() <= QUICK_PARTS && groups.parts().stream().allMatch(this::isQuick);
      case Command.Wipe _, Command.Expire _ -> false;
    };
  }

  private boolean isSmall(GroupingKey key) {
    GroupRecord group = keyToGroup.get(key);
    return group == null
        || (group.names().size() + group.empty().length <= QUICK_FAMILIES
            && rankings.sizes().series(group.slot()) <= QUICK_SERIES);
  }

  /// Checks and carries out one command.
  public synchronized Outcome apply(Command command) {
    view = null;
    return switch (command) {
      case Command.Push push -> once(push.key(), push.receipt(), push.families(), () -> push(push));
      case Command.Aggregate add ->
          once(add.key(), add.receipt(), add.families(), () -> aggregate(add));
      case Command.Groups groups ->
          once(
              Groups.NO_KEY,
              groups.receipt(),
              Groups.families(groups),
              () -> Groups.apply(groups, this));
      case Command.Fail fail -> fail(fail.key(), fail.receipt(), fail.message());
      case Command.Delete delete -> delete(delete.key());
      case Command.DeleteFamily delete -> deleteFamily(delete.key(), delete.family());
      case Command.Wipe _ -> wipe();
      case Command.Expire expire -> expire(expire);
    };
  }

  /// Which limit `command` would exceed if it were applied now, or null.
  ///
  /// @param limits of each part
  public synchronized Outcome.@Nullable OverLimit overLimit(
      Command.Groups command, List<StateLimits> limits) {
    return GroupsLimits.exceededBy(command, limits, this);
  }

  /// Whether [Command.Expire] with these arguments would find anything to do.
  public synchronized boolean hasExpired(long nowNanos, long pushedSinceNanos) {
    return !due(new Command.Expire(nowNanos, pushedSinceNanos, 1)).isEmpty();
  }

  /// Which of the limits `command` would exceed if it were applied now, or null.
  public synchronized Outcome.@Nullable OverLimit overLimit(Command command, StateLimits limits) {
    return StateLimits.exceededBy(command, this, limits);
  }

  /// The file that the group `key` was read from; null if there is no such group, or clients push
  /// it.
  public synchronized @Nullable String fileOf(GroupingKey key) {
    GroupRecord group = keyToGroup.get(key);
    return group == null ? null : group.history().file();
  }

  /// How many series all groups hold together.
  public synchronized long seriesCount() {
    return rankings.totalSeries();
  }

  /// Puts a state in place of all that the store holds.
  public interface Replacement<X extends Exception> {
    /// Calls the methods that restore.
    void run() throws X;
  }

  /// Empties the store and has `replacement` fill it. Views and commands wait meanwhile, so nobody
  /// sees a part of it.
  public synchronized <X extends Exception> void replace(Replacement<X> replacement) throws X {
    view = null;
    var _ = wipe();
    remembered.clear();
    replacement.run();
  }

  /// How much of the heap the state takes, about.
  public synchronized long heapBytes() {
    return weight.total() + StateWeight.ofNames(nameSets.nameCount()) + forgottenHeapBytes();
  }

  /// What of it goes by itself: orders that nobody reads, and what is remembered for a time.
  long forgottenHeapBytes() {
    return StateWeight.ofPlaces(rankings.placeCount())
        + remembered.heapBytes()
        + tombstones.heapBytes();
  }

  /// Puts a group back as it was, at its old place, without any check of its families; to be called
  /// before any command. Groups and pages may come in any order, and after them [#completeRestore].
  ///
  /// @param state its slot is taken by no other group
  public synchronized void restore(GroupSnapshot state) {
    GroupingKey key = state.key();
    int slot = state.slot();
    if (keyToGroup.containsKey(key) || isTaken(slot)) {
      throw new IllegalArgumentException("restored twice: slot=" + slot + " key=" + key);
    }
    view = null;
    var nothing = GroupRecord.empty(key, slot);
    NameSet names =
        state.names().size() > 0
            ? nameSets.acquire(state.names())
            : merged(nothing, state.families());
    var group =
        new GroupRecord(
            key,
            slot,
            names,
            emptyFamilies(nothing, true, state.families()),
            state.history(),
            state.lifetimes(),
            state.memories());
    for (StoredFamily family : state.families()) {
      if (family.seriesCount() > 0) {
        hold(slot, family);
      }
    }
    keyToGroup.put(key, group);
    groups = groups.put(slot, group, epoch);
  }

  /// Puts back what groups hold under one name: a page whose slots are behind those of the pages of
  /// this name that came before.
  ///
  /// @throws IllegalArgumentException if it is no page, or one that does not fit the others
  public synchronized void restore(PackedFamilies page) {
    String problem = PageCheck.problem(page);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    view = null;
    FamilyHead head = page.head(0);
    FamilyIndex index = index(head.name());
    if (index.groupCount() > 0 && index.type() != head.type()) {
      throw new IllegalArgumentException(
          "two types of one family: family=%s types=%s,%s"
              .formatted(head.name(), index.type(), head.type()));
    }
    long before = index.heapBytes();
    index.append(page, epoch);
    weight.addFamilies(index.heapBytes() - before);
    touch(head.name());
  }

  /// To be called when all groups and pages that there were have been restored: holds them against
  /// each other, and derives the rest. What has no counterpart is left out, so that what remains is
  /// whole.
  ///
  /// @return what does not fit, or null if all does
  public synchronized @Nullable String completeRestore() {
    view = null;
    var restoration = new RestoreCheck(this);
    String problem = restoration.mend();
    rankings.clear();
    restoration.forEachSize(rankings::set);
    freeSlots.clear();
    freeSlots.takeAll(restoration.slots());
    shapes.clear();
    twins.clear();
    weight.clearGroups();
    restoration.forEachGroup(this::deriveFrom);
    return problem;
  }

  /// Puts back what is left of an expired group, the oldest first.
  public synchronized void restore(Tombstone tombstone) {
    view = null;
    tombstones.add(tombstone);
  }

  /// Puts back that a push was applied, the oldest first.
  public synchronized void restore(AppliedPush push) {
    view = null;
    remembered.add(push);
  }

  /// The state between two commands, unaffected by those that follow.
  public synchronized StoreView view() {
    if (view == null) {
      viewed = withTouched();
      touchedNames.clear();
      view =
          new StoreView(
              List.copyOf(viewed), groups, expected, tombstones.list(), remembered.list());
      epoch++;
    }
    return view;
  }

  /// What [#apply] would answer to a push now. Nothing is changed.
  public synchronized Outcome outcomeOf(Command command) {
    return switch (command) {
      case Command.Push push -> outcome(problem(push));
      case Command.Aggregate add -> outcome(problem(add));
      case Command.Fail fail -> new Outcome.Rejected(fail.message());
      case Command.Groups groups -> Groups.outcome(groups, this);
      case Command.Delete _, Command.DeleteFamily _, Command.Wipe _, Command.Expire _ ->
          Outcome.APPLIED;
    };
  }

  private @Nullable String problem(Command.Push push) {
    GroupRecord group = keyToGroup.get(push.key());
    String twin = twinProblem(push.key(), group);
    if (twin != null) {
      return twin;
    }
    PushErrors problems = new ConsistencyCheck(this, push, group).run();
    return problems.isEmpty() ? null : problems.message();
  }

  private @Nullable String problem(Command.Aggregate add) {
    GroupRecord group = keyToGroup.get(add.key());
    try {
      return problem(pushOf(add, AggregationResult.of(add, group, this)));
    } catch (MergeException e) {
      return e.getMessage();
    }
  }

  /// Sums take the place of what a group holds as the families of a push do.
  private static Command.Push pushOf(Command.Aggregate add, AggregationResult addition) {
    return new Command.Push(add.key(), add.receipt(), false, addition.families(), add.lifetimes());
  }

  private static Outcome outcome(@Nullable String problem) {
    return problem == null ? Outcome.APPLIED : new Outcome.Rejected(problem);
  }

  /// Has `group` say no more than that it holds `names`.
  GroupRecord replaceNames(GroupRecord group, NameSet names) {
    nameSets.release(group.names());
    var mended =
        new GroupRecord(
            group.key(),
            group.slot(),
            names.size() == 0 ? NameSet.EMPTY : nameSets.acquire(names),
            group.empty(),
            group.history(),
            group.lifetimes(),
            group.memories());
    keyToGroup.put(mended.key(), mended);
    groups = groups.put(mended.slot(), mended, epoch);
    return mended;
  }

  Map<String, MetricType> ownFamilies() {
    return ownFamilies;
  }

  KeyShapes shapes() {
    return shapes;
  }

  KeyTwins twins() {
    return twins;
  }

  @Nullable GroupRecord group(GroupingKey key) {
    return keyToGroup.get(key);
  }

  int groupCount() {
    return keyToGroup.size();
  }

  /// How many series a group holds, its push times included.
  long seriesOf(GroupRecord group) {
    return rankings.sizes().series(group.slot());
  }

  /// How many families without series all groups hold together.
  long emptyFamilyCount() {
    return rankings.totalEmptyFamilies();
  }

  /// How many bytes a group holds, its push times included.
  long bytesOf(GroupRecord group) {
    return rankings.sizes().bytes(group.slot());
  }

  int bytesAt(int slot, String name) {
    FamilyIndex index = families.get(name);
    return index == null ? 0 : index.bytesAt(slot);
  }

  int seriesAt(int slot, String name) {
    FamilyIndex index = families.get(name);
    return index == null ? 0 : index.seriesAt(slot);
  }

  @Nullable FamilyIndex family(String name) {
    return families.get(name);
  }

  /// What the group `key` holds under `name`, if it has series.
  @Nullable StoredFamily held(GroupingKey key, String name) {
    GroupRecord group = keyToGroup.get(key);
    return group == null ? null : heldAt(group.slot(), name);
  }

  /// What the group at `slot` holds under `name`, if it has series.
  @Nullable StoredFamily heldAt(int slot, String name) {
    FamilyIndex index = families.get(name);
    return index == null ? null : index.get(slot);
  }

  /// Applies a push unless it was applied before.
  private Outcome once(
      GroupingKey key, PushOrigin receipt, List<StoredFamily> families, Supplier<Outcome> push) {
    remembered.forget(receipt.nanos());
    PushOrigin.Once once = receipt.once();
    if (once == null) {
      return push.get();
    }
    long fingerprint = Fingerprint.of(families);
    Digest name = Digest.of(key, once.key());
    AppliedPush before = remembered.find(name, receipt.nanos());
    if (before != null) {
      return before.fingerprint() == fingerprint ? Outcome.REPEATED : Outcome.KEY_REUSED;
    }
    Outcome outcome = push.get();
    if (outcome instanceof Outcome.Applied
        || (outcome instanceof Outcome.Each each && each.isAnyApplied())) {
      remembered.add(new AppliedPush(name, fingerprint, once.untilNanos()));
    }
    return outcome;
  }

  private Outcome push(Command.Push push) {
    GroupRecord group = keyToGroup.get(push.key());
    String twin = twinProblem(push.key(), group);
    if (twin != null) {
      return new Outcome.Rejected(twin);
    }
    return putChecked(push, group, memoriesAfter(push, group));
  }

  private Outcome aggregate(Command.Aggregate command) {
    GroupRecord group = keyToGroup.get(command.key());
    String twin = twinProblem(command.key(), group);
    if (twin != null) {
      return new Outcome.Rejected(twin);
    }
    try {
      AggregationResult addition = AggregationResult.of(command, group, this);
      return putChecked(pushOf(command, addition), group, addition.memories());
    } catch (MergeException e) {
      return fail(command.key(), command.receipt(), String.valueOf(e.getMessage()));
    }
  }

  /// What aggregation knows of a family is of no use once another way has brought new values.
  private static Map<String, byte[]> memoriesAfter(Command.Push push, @Nullable GroupRecord group) {
    if (group == null || group.memories().isEmpty() || push.replace()) {
      return Map.of();
    }
    if (push.gone().isEmpty()
        && push.families().stream().noneMatch(f -> group.memories().containsKey(f.name()))) {
      return group.memories();
    }
    var memories = new HashMap<>(group.memories());
    push.families().forEach(family -> memories.remove(family.name()));
    push.gone().forEach(memories::remove);
    return Map.copyOf(memories);
  }

  private Outcome putChecked(
      Command.Push push, @Nullable GroupRecord group, Map<String, byte[]> memories) {
    PushErrors problems = new ConsistencyCheck(this, push, group).run();
    return problems.isEmpty()
        ? putFitting(push, group, memories)
        : fail(push.key(), push.receipt(), problems.message());
  }

  private Outcome putFitting(
      Command.Push push, @Nullable GroupRecord group, Map<String, byte[]> memories) {
    GroupRecord before = group == null ? newGroup(push.key()) : group;
    List<StoredFamily> pushed = withPushTimes(push, before);
    NameSet names =
        push.replace() ? replaced(before, pushed, push.receipt()) : merged(before, pushed);
    List<String> gone =
        push.replace() ? before.names().without(names) : gone(before.names(), pushed);
    tombstones.remove(push.key());
    put(
        before,
        pushed,
        new GroupRecord(
            before.key(),
            before.slot(),
            names,
            without(push.gone(), emptyFamilies(before, push.replace(), pushed)),
            before.history().withPush(push.receipt()),
            push.lifetimes(),
            memories),
        gone);
    return Outcome.APPLIED;
  }

  private static StoredFamily[] without(Set<String> gone, StoredFamily[] families) {
    return gone.isEmpty() || families.length == 0
        ? families
        : Stream.of(families)
            .filter(family -> !gone.contains(family.name()))
            .toArray(StoredFamily[]::new);
  }

  /// Carries out a part of [Command.Groups].
  Outcome applyPart(Command part) {
    return switch (part) {
      case Command.Push push -> push(push);
      case Command.Aggregate add -> aggregate(add);
      case Command.Fail fail -> fail(fail.key(), fail.receipt(), fail.message());
      case Command.Groups _,
          Command.Delete _,
          Command.DeleteFamily _,
          Command.Wipe _,
          Command.Expire _ ->
          throw new IllegalArgumentException("cannot be a part: command=" + part);
    };
  }

  /// Carries out a part of [Command.Groups] that is known to fit.
  void applyFitting(Command part) {
    switch (part) {
      case Command.Push push -> {
        GroupRecord group = keyToGroup.get(push.key());
        var _ = putFitting(push, group, memoriesAfter(push, group));
      }
      case Command.Aggregate add -> {
        GroupRecord group = keyToGroup.get(add.key());
        try {
          AggregationResult addition = AggregationResult.of(add, group, this);
          var _ = putFitting(pushOf(add, addition), group, addition.memories());
        } catch (MergeException e) {
          throw new IllegalStateException("what was added before cannot be added", e);
        }
      }
      case Command.Fail _,
          Command.Groups _,
          Command.Delete _,
          Command.DeleteFamily _,
          Command.Wipe _,
          Command.Expire _ ->
          throw new IllegalArgumentException("does not fit: command=" + part);
    }
  }

  Outcome fail(GroupingKey key, PushOrigin receipt, String message) {
    GroupRecord group = keyToGroup.get(key);
    if (group == null && twin(key) != null) {
      return new Outcome.Rejected(message);
    }
    GroupRecord before = group == null ? newGroup(key) : group;
    var times = new ArrayList<StoredFamily>(2);
    times.add(PushTimeFamilies.failure(key, receipt.nanos(), receipt.nanos()));
    if (!before.names().has(ReservedFamilies.PUSH_TIME)) {
      times.add(PushTimeFamilies.push(key, 0, receipt.nanos()));
    }
    put(
        before,
        times,
        new GroupRecord(
            before.key(),
            before.slot(),
            merged(before, times),
            before.empty(),
            before.history().withFailure(receipt, shortened(message)),
            before.lifetimes(),
            before.memories()),
        List.of());
    return new Outcome.Rejected(message);
  }

  private Outcome delete(GroupingKey key) {
    GroupRecord group = keyToGroup.remove(key);
    if (group != null) {
      rankings.remove(group);
      weight.remove(group);
      for (int i = 0; i < group.names().size(); i++) {
        drop(group.slot(), group.names().name(i));
      }
      groups = groups.remove(group.slot(), epoch);
      expected = expected.remove(group.slot(), epoch);
      deadlines.remove(group.slot());
      nameSets.release(group.names());
      freeSlots.free(group.slot());
      shapes.remove(key);
      twins.remove(key);
    }
    return Outcome.APPLIED;
  }

  private Outcome deleteFamily(GroupingKey key, String family) {
    GroupRecord group = keyToGroup.get(key);
    if (group == null) {
      return new Outcome.NotFound(false);
    }
    if (!group.holds(family)) {
      return new Outcome.NotFound(true);
    }
    int series = seriesAt(group.slot(), family);
    put(
        group,
        List.of(),
        group.without(family, namesWithout(group, family)),
        group.names().has(family) ? List.of(family) : List.of());
    return new Outcome.FamilyDeleted(series);
  }

  private NameSet namesWithout(GroupRecord group, String family) {
    var names = new ArrayList<String>(group.names().size());
    for (int i = 0; i < group.names().size(); i++) {
      if (!group.names().name(i).equals(family)) {
        names.add(group.names().name(i));
      }
    }
    return set(group, names);
  }

  private Outcome expire(Command.Expire expire) {
    int expiredGroups = 0;
    long seriesBefore = rankings.totalSeries();
    for (GroupRecord group : due(expire)) {
      if (group.expiryNanos() <= expire.nowNanos()) {
        var _ = delete(group.key());
        tombstones.add(
            new Tombstone(Digest.of(group.key()), expire.nowNanos(), group.history().pushNanos()));
        expiredGroups++;
      } else {
        expireSeries(group, expire);
      }
    }
    tombstones.dropOlderThanKept(expire.nowNanos());
    return new Outcome.Expired(
        expiredGroups, Math.toIntExact(seriesBefore - rankings.totalSeries()));
  }

  private List<GroupRecord> due(Command.Expire expire) {
    return deadlines
        .due(expire.nowNanos(), expire.most(), slot -> isOver(group(slot), expire))
        .stream()
        .map(this::group)
        .toList();
  }

  /// While groups have a grace period, so has each series: that somebody else has pushed to the
  /// same group does not mean that all could.
  private static boolean isOver(GroupRecord group, Command.Expire expire) {
    boolean isGrace = expire.pushedSinceNanos() > 0;
    if (!isGrace) {
      return true;
    }
    if (group.history().pushNanos() < expire.pushedSinceNanos()) {
      return false;
    }
    boolean hasSeries =
        !expire.sparesAllSeries()
            && group.firstSeriesExpiryNanos(expire.pushedSinceNanos()) <= expire.nowNanos();
    return hasSeries || group.expiryNanos() <= expire.nowNanos();
  }

  private void expireSeries(GroupRecord group, Command.Expire expire) {
    long seenBeforeNanos = expire.nowNanos() - group.lifetimes().seriesTtlNanos() + 1;
    boolean isGrace = expire.pushedSinceNanos() > 0;
    long seenFromNanos = isGrace ? expire.pushedSinceNanos() : Long.MIN_VALUE;
    var memories = new HashMap<>(group.memories());
    var changed = new ArrayList<StoredFamily>();
    group
        .memories()
        .forEach(
            (name, memory) -> {
              StoredFamily held = heldAt(group.slot(), name);
              if (held == null
                  || FamilyMerge.oldestSeenNanos(memory, seenFromNanos) >= seenBeforeNanos) {
                return;
              }
              MetricFamily family = held.family();
              var kept = FamilyMerge.expire(family, memory, seenFromNanos, seenBeforeNanos);
              memories.remove(name);
              if (kept != null && kept.memory().length > 0) {
                memories.put(name, kept.memory());
              }
              changed.add(
                  StoredFamily.of(
                      kept == null ? withoutSeries(family) : kept.family(), held.receivedNanos()));
            });
    changed.sort(StoredFamily.BY_NAME);
    put(
        group,
        changed,
        new GroupRecord(
            group.key(),
            group.slot(),
            merged(group, changed),
            group.empty(),
            group.history(),
            group.lifetimes(),
            Map.copyOf(memories)),
        gone(group.names(), changed));
  }

  private static MetricFamily withoutSeries(MetricFamily family) {
    return new MetricFamily(family.name(), family.help(), family.type(), family.unit(), List.of());
  }

  /// The group at a slot that is taken.
  GroupRecord group(int slot) {
    GroupRecord group = groups.get(slot);
    if (group == null) {
      throw new IllegalStateException("no group there: slot=" + slot);
    }
    return group;
  }

  private Outcome wipe() {
    families.keySet().forEach(this::touch);
    rankings.clear();
    weight.clear();
    keyToGroup.clear();
    families.clear();
    shapes.clear();
    twins.clear();
    nameSets.clear();
    freeSlots.clear();
    groups = new SlotPages<>(ArrayPage::new, epoch);
    expected = new SlotPages<>(ArrayPage::new, epoch);
    deadlines.clear();
    tombstones.clear();
    return Outcome.APPLIED;
  }

  /// Why the group `key` cannot be made, or null if it can, or is there.
  private @Nullable String twinProblem(GroupingKey key, @Nullable GroupRecord group) {
    GroupRecord twin = group == null ? twin(key) : null;
    return twin == null ? null : Holders.addTo(PushTimeFamilies.twinExists(key), twin.key());
  }

  /// A group other than that of `key` whose key differs from it in empty labels only, or null.
  @Nullable GroupRecord twin(GroupingKey key) {
    GroupingKey bare = key.withoutEmpty();
    for (GroupingKey twin : twins.of(bare)) {
      if (!twin.equals(key)) {
        return keyToGroup.get(twin);
      }
    }
    return bare.equals(key) ? null : keyToGroup.get(bare);
  }

  /// Calls `action` with each group whose key is `bare` without its empty labels.
  void forEachOf(GroupingKey bare, Consumer<GroupRecord> action) {
    GroupRecord group = keyToGroup.get(bare);
    if (group != null) {
      action.accept(group);
    }
    for (GroupingKey twin : twins.of(bare)) {
      action.accept(Objects.requireNonNull(keyToGroup.get(twin)));
    }
  }

  /// A group that holds nothing yet; it is not in the store before [#put].
  private GroupRecord newGroup(GroupingKey key) {
    return GroupRecord.empty(key, freeSlots.lowest());
  }

  /// The families of the push and its time; on a first push also the failure time that never was.
  private List<StoredFamily> withPushTimes(Command.Push push, GroupRecord before) {
    var all = new ArrayList<StoredFamily>(push.families().size() + 2);
    for (StoredFamily family : push.families()) {
      if (!family.name().equals(ReservedFamilies.PUSH_TIME)) {
        all.add(family);
      }
    }
    long nanos = push.receipt().shownNanos();
    all.add(PushTimeFamilies.push(push.key(), nanos, nanos));
    if (!before.names().has(ReservedFamilies.FAILURE_TIME)
        || before.history().forgetsFailure(push.receipt())) {
      all.add(PushTimeFamilies.failure(push.key(), 0, nanos));
    }
    for (String name : NameSets.sorted(push.gone().toArray(String[]::new))) {
      StoredFamily held = before.names().has(name) ? heldAt(before.slot(), name) : null;
      if (held != null) {
        all.add(StoredFamily.of(withoutSeries(held.family()), push.receipt().nanos()));
      }
    }
    return all;
  }

  /// The names of a group after `pushed` took the place of all but its failure time.
  private NameSet replaced(GroupRecord before, List<StoredFamily> pushed, PushOrigin receipt) {
    var names = new ArrayList<String>(pushed.size() + 1);
    for (StoredFamily family : pushed) {
      if (family.seriesCount() > 0) {
        names.add(family.name());
      }
    }
    if (before.names().has(ReservedFamilies.FAILURE_TIME)
        && !before.history().forgetsFailure(receipt)) {
      names.add(ReservedFamilies.FAILURE_TIME);
    }
    return set(before, names);
  }

  /// The names of a group after `pushed` took the place of what it held under the same ones. Most
  /// pushes bring no new name and take none away; the others do not go through all names either.
  private NameSet merged(GroupRecord before, List<StoredFamily> pushed) {
    var changed = new ArrayList<String>();
    for (StoredFamily family : pushed) {
      if (before.names().has(family.name()) != family.seriesCount() > 0) {
        changed.add(shared(family.name()));
      }
    }
    return changed.isEmpty()
        ? before.names()
        : nameSets.acquireNew(
            before.names().toggled(NameSets.sorted(changed.toArray(String[]::new))));
  }

  /// Those of `names` that a group no longer has when `pushed` takes the place of what it holds
  /// under the same ones.
  private static List<String> gone(NameSet names, List<StoredFamily> pushed) {
    var gone = new ArrayList<String>();
    for (StoredFamily family : pushed) {
      if (family.seriesCount() == 0 && names.has(family.name())) {
        gone.add(family.name());
      }
    }
    return gone;
  }

  private NameSet set(GroupRecord before, Collection<String> names) {
    String[] sorted = NameSets.sorted(names.toArray(String[]::new));
    if (before.names().isOf(sorted)) {
      return before.names();
    }
    Arrays.setAll(sorted, i -> shared(sorted[i]));
    return nameSets.acquire(sorted);
  }

  /// The object that the families of that name have, if there is one: sets of names are many.
  private String shared(String name) {
    FamilyIndex index = families.get(name);
    return index == null ? name : index.name();
  }

  private void deriveFrom(GroupRecord group) {
    rankings.addEmptyFamilies(group);
    weight.add(group);
    shapes.add(group.key());
    twins.add(group.key());
    if (group.lifetimes().expectNanos() > 0) {
      expected = expected.put(group.slot(), group, epoch);
    }
    if (group.hasEnd()) {
      deadlines.put(group);
    }
  }

  /// Whether a group has `slot`; told at once where groups come in the order of slots.
  private boolean isTaken(int slot) {
    return !groups.isBehind(slot) && groups.contains(slot);
  }

  private static StoredFamily[] emptyFamilies(
      GroupRecord before, boolean replace, List<StoredFamily> pushed) {
    StoredFamily[] kept = replace ? GroupRecord.NO_FAMILIES : before.empty();
    boolean isSame = true;
    for (StoredFamily family : pushed) {
      isSame &= family.seriesCount() > 0 && !GroupRecord.hasEmpty(kept, family);
    }
    if (isSame) {
      return kept;
    }
    var nameToEmpty = new TreeMap<String, StoredFamily>(Utf8.BYTE_ORDER);
    for (StoredFamily family : kept) {
      nameToEmpty.put(family.name(), family);
    }
    for (StoredFamily family : pushed) {
      if (family.seriesCount() == 0) {
        nameToEmpty.put(family.name(), family);
      } else {
        nameToEmpty.remove(family.name());
      }
    }
    return nameToEmpty.values().toArray(StoredFamily[]::new);
  }

  /// Replaces `before` by `after`, and puts what was pushed into its pages.
  ///
  /// @param gone the names that the group has no longer
  @SuppressWarnings("ReferenceEquality") // Equal sets are one object, once acquired.
  private void put(
      GroupRecord before, List<StoredFamily> pushed, GroupRecord after, List<String> gone) {
    rankings.put(before, pushed, after, gone);
    gone.forEach(name -> drop(before.slot(), name));
    if (before.names() != after.names() && before.names() != NameSet.EMPTY) {
      nameSets.release(before.names());
    }
    for (StoredFamily family : pushed) {
      if (family.seriesCount() > 0) {
        hold(after.slot(), family);
      }
    }
    if (keyToGroup.put(after.key(), after) != null) {
      weight.put(before, after);
    } else {
      weight.add(after);
      freeSlots.take(after.slot());
      shapes.add(after.key());
      twins.add(after.key());
    }
    groups = groups.put(after.slot(), after, epoch);
    if (after.lifetimes().expectNanos() > 0) {
      expected = expected.put(after.slot(), after, epoch);
    } else if (before.lifetimes().expectNanos() > 0) {
      expected = expected.remove(after.slot(), epoch);
    }
    if (before.hasEnd() || after.hasEnd()) {
      deadlines.put(after);
    }
  }

  private void hold(int slot, StoredFamily family) {
    FamilyIndex index = index(family.name());
    long before = index.heapBytes();
    index.put(slot, family, epoch);
    weight.addFamilies(index.heapBytes() - before);
    touch(index.name());
  }

  /// What groups hold under `name`, which may be nothing yet.
  private FamilyIndex index(String name) {
    FamilyIndex index = families.get(name);
    if (index == null) {
      index = new FamilyIndex(name, epoch);
      weight.addFamilies(index.heapBytes());
      families.put(name, index);
    }
    return index;
  }

  void drop(int slot, String name) {
    FamilyIndex index = families.get(name);
    if (index == null) {
      return;
    }
    long before = index.heapBytes();
    index.remove(slot, epoch);
    weight.addFamilies(index.heapBytes() - before);
    touch(name);
    if (index.groupCount() == 0) {
      weight.addFamilies(-index.heapBytes());
      families.remove(name);
      if (StoreView.indexOf(viewed, 0, name) < 0) {
        touchedNames.remove(name);
      }
    }
  }

  private void touch(String name) {
    if (touchedNames.add(name)) {
      int index = StoreView.indexOf(viewed, 0, name);
      if (index >= 0) {
        viewed.set(index, viewed.get(index).stale());
      }
    }
  }

  /// The families as the last view had them, with those of the touched names as they are now.
  private List<StoreView.Family> withTouched() {
    String[] touched = NameSets.sorted(touchedNames.toArray(String[]::new));
    var all = new ArrayList<StoreView.Family>(viewed.size() + touched.length);
    int at = 0;
    for (String name : touched) {
      int found = StoreView.indexOf(viewed, at, name);
      int index = found < 0 ? -found - 1 : found;
      all.addAll(viewed.subList(at, index));
      at = found < 0 ? index : index + 1;
      FamilyIndex now = families.get(name);
      if (now != null) {
        all.add(new StoreView.Family(now.name(), now.type(), now.pages()));
      }
    }
    all.addAll(viewed.subList(at, viewed.size()));
    return all;
  }

  /// The last lines, which name other groups, stay where that is possible.
  private static String shortened(String message) {
    if (message.length() <= MAX_MESSAGE_LENGTH) {
      return message;
    }
    String holders = Holders.linesOf(message);
    int end = MAX_MESSAGE_LENGTH - ELLIPSIS.length() - holders.length();
    if (end < MAX_MESSAGE_LENGTH / 2) {
      holders = "";
      end = MAX_MESSAGE_LENGTH - ELLIPSIS.length();
    }
    boolean isInPair = Character.isHighSurrogate(message.charAt(end - 1));
    return message.substring(0, isInPair ? end - 1 : end) + ELLIPSIS + holders;
  }
}
