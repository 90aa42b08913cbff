package io.sluice.gateway;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.Proposal;
import io.sluice.command.PushOrigin;
import io.sluice.format.ParsedBody;
import io.sluice.listing.GroupList;
import io.sluice.log.CommitLog;
import io.sluice.log.Role;
import io.sluice.merge.BucketMode;
import io.sluice.merge.FamilyMerge;
import io.sluice.merge.GaugeMode;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.rules.MergeUnit;
import io.sluice.rules.PushPolicy;
import io.sluice.rules.RelabelException;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import io.sluice.store.StoreView;
import io.sluice.store.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The operations of the gateway without the network: pushes, deletes and views of the state.
///
/// Every change is checked for errors that do not depend on the state, appended to the log, and
/// applied by the store in the order of the log.
public final class Gateway {
  private final Store store;
  private final CommitLog<Proposal, Outcome> log;
  private final LongSupplier epochNanos;
  private final PushSettings settings;
  private final StateLimits limits;
  private final GroupList groups;

  /// @param log applies commands to `store`
  /// @param epochNanos the wall clock, in nanoseconds since 1970
  /// @param limits on the state, for dry runs; for appended commands the log itself checks them
  public Gateway(
      Store store,
      CommitLog<Proposal, Outcome> log,
      LongSupplier epochNanos,
      PushSettings settings,
      StateLimits limits) {
    this.store = store;
    this.log = log;
    this.epochNanos = epochNanos;
    this.settings = settings;
    this.limits = limits;
    this.groups = new GroupList(store);
  }

  /// Puts the families of a push into their group, or aggregates them with those of the group.
  public CompletionStage<Outcome> push(PushRequest push) {
    return soon(new Proposal(command(push), push.policy().limits().seriesPerGroup()));
  }

  /// Pushes to many groups. Readers see all of the changes or none.
  ///
  /// @param pushes without idempotency keys
  /// @param once identifies repetitions of the whole push, or null
  /// @param isAllOrNothing whether nothing is changed if one push is refused; then no two of them
  ///   may be to the same group. Otherwise each has its own outcome
  public CompletionStage<Outcome> pushAll(
      List<PushRequest> pushes, @Nullable String once, String peer, boolean isAllOrNothing) {
    Command.Groups command =
        new Command.Groups(
            pushes.stream().map(this::command).toList(), origin(peer, once, null), isAllOrNothing);
    return soon(
        Proposal.of(
            command, pushes.stream().map(p -> p.policy().limits().seriesPerGroup()).toList()));
  }

  /// The key of the group that a push to `key` changes under `policy`.
  public static GroupingKey destination(GroupingKey key, PushPolicy policy) {
    return policy.dropLabels().isEmpty() ? key : new GroupingKey(policy.keyLabels(key.labels()));
  }

  /// Whether a push is aggregated. The URL takes precedence over the rule, and the rule over the
  /// flag.
  public boolean isAggregating(PushRequest.Mode mode, PushPolicy policy) {
    return switch (mode) {
      case AGGREGATE -> true;
      case REPLACE_SERIES -> false;
      case REPLACE_GROUP, REPLACE_FAMILIES -> {
        Boolean byRule = policy.aggregate();
        yield byRule == null ? settings.isAggregating() && policy.merge() == null : byRule;
      }
    };
  }

  /// The reason why a series cannot be pushed to a group, independent of the state; or null.
  public static @Nullable String seriesProblem(
      GroupingKey key, boolean isAdding, String family, MetricType type, Metric metric) {
    String problem = Preparation.seriesProblem(key, family, type, metric);
    return problem == null && isAdding
        ? FamilyMerge.problem(family, type, metric, MergeOptions.USUAL)
        : problem;
  }

  /// Records that `file` was refused before it became a push. Its group keeps its content.
  public CompletionStage<Outcome> refuse(
      GroupingKey key, PushPolicy policy, PushOrigin.File file, String message) {
    var origin = new PushOrigin(epochNanos.getAsLong(), file.path(), null, file);
    return soon(Proposal.of(new Command.Fail(destination(key, policy), origin, message)));
  }

  /// Deletes the group `key`, if there is one.
  public CompletionStage<Outcome> delete(GroupingKey key) {
    return soon(Proposal.of(new Command.Delete(key)));
  }

  /// Deletes one family of a group.
  public CompletionStage<Outcome> deleteFamily(GroupingKey key, String family) {
    return log.append(Proposal.of(new Command.DeleteFamily(key, family)));
  }

  /// Deletes all groups.
  public CompletionStage<Outcome> wipe() {
    return soon(Proposal.of(new Command.Wipe()));
  }

  /// The estimated heap size of the state, in bytes.
  public long heapBytes() {
    return store.heapBytes();
  }

  /// The limit of [#heapBytes].
  public long maxHeapBytes() {
    return limits.heapBytes();
  }

  /// The reason why changes are currently not accepted, or null if they are.
  public @Nullable String problem() {
    return log.problem();
  }

  /// The outcome that [#push] would have at this moment. Nothing is changed.
  public Outcome outcomeOf(PushRequest push) {
    Command command = command(push);
    StateLimits limits = limits(push.policy());
    return store
        .turn()
        .take(
            () -> {
              Outcome.OverLimit over = store.overLimit(command, limits);
              return over == null ? store.outcomeOf(command) : over;
            });
  }

  /// The outcome that [#push] would have on an empty gateway.
  public Outcome outcomeWithoutState(PushRequest push) {
    return command(push) instanceof Command.Fail fail
        ? new Outcome.Rejected(fail.message())
        : Outcome.APPLIED;
  }

  /// Completes once this node has applied every command that was acknowledged before the call; see
  /// [CommitLog#catchUp].
  public CompletionStage<Void> catchUp(Duration timeout) {
    return log.catchUp(timeout);
  }

  /// The current role of this node.
  public Role role() {
    return log.role();
  }

  /// The file that the group `key` was read from; null if there is no such group or clients push to
  /// it.
  public @Nullable String fileOf(GroupingKey key) {
    return store.turn().take(() -> store.fileOf(key));
  }

  /// Lists and searches the groups.
  public GroupList groups() {
    return groups;
  }

  /// A view of the current state.
  public StoreView view() {
    return store.turn().take(store::view);
  }

  /// The wall clock, in nanoseconds since 1970.
  public long nowNanos() {
    return epochNanos.getAsLong();
  }

  /// Whether there is anything to expire; see [Command.Expire].
  boolean hasExpired(long nowNanos, long pushedSinceNanos) {
    return store.turn().take(() -> store.hasExpired(nowNanos, pushedSinceNanos));
  }

  CompletionStage<Outcome> expire(Command.Expire expire) {
    return store.turn().take(() -> log.append(Proposal.of(expire)));
  }

  /// Applies a proposal without waiting for the store: at once if that is fast and the store is not
  /// locked, otherwise on another thread. The caller may be an event loop.
  private CompletionStage<Outcome> soon(Proposal proposal) {
    Turn turn = store.turn();
    if (turn.tryTake()) {
      try {
        if (store.isQuick(proposal.command())) {
          return log.append(proposal);
        }
      } finally {
        turn.end();
      }
    }
    var outcome = new CompletableFuture<Outcome>();
    Thread.ofVirtual().start(() -> complete(outcome, () -> turn.take(() -> log.append(proposal))));
    return outcome;
  }

  private static void complete(
      CompletableFuture<Outcome> outcome, Supplier<CompletionStage<Outcome>> work) {
    try {
      work.get()
          .whenComplete(
              (result, failure) -> {
                if (failure == null) {
                  outcome.complete(result);
                } else {
                  outcome.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(e);
    }
  }

  private Command.Part command(PushRequest push) {
    PushPolicy policy = push.policy();
    GroupingKey key = destination(push.key(), policy);
    PushOrigin origin = origin(push);
    ParsedBody body = push.body();
    List<MetricFamily> families;
    Set<String> summed;
    try {
      families = policy.relabel(key.labels(), body.families());
      summed = summed(push, key);
    } catch (RelabelException e) {
      return new Command.Fail(key, origin, e.getMessage());
    }
    boolean isChanged = policy.changesSeries();
    Lifetimes lifetimes = lifetimes(push);
    if (isAggregating(push.mode(), policy)) {
      MergeOptions options = options(policy, lifetimes);
      boolean repeats = isChanged || push.traits().repeats();
      return summing(
          summed, Preparation.aggregate(key, families, repeats, origin, options, lifetimes));
    }
    ParsedBody changed = isChanged ? new ParsedBody(families, body.hasTimestamps()) : body;
    if (isBySeries(push)) {
      return Preparation.series(key, changed, origin, lifetimes);
    }
    boolean isWhole = push.mode() == PushRequest.Mode.REPLACE_GROUP;
    return dropping(
        push.traits().removedNames(), Preparation.push(key, changed, isWhole, origin, lifetimes));
  }

  /// The names of the summed gauges after relabeling by rules.
  private static Set<String> summed(PushRequest push, GroupingKey key) throws RelabelException {
    Set<String> summed = push.traits().summed();
    if (summed.isEmpty() || !push.policy().changesSeries()) {
      return summed;
    }
    List<MetricFamily> gauges =
        push.body().families().stream().filter(f -> summed.contains(f.name())).toList();
    return push.policy().relabel(key.labels(), gauges).stream()
        .map(MetricFamily::name)
        .collect(Collectors.toSet());
  }

  private static boolean isBySeries(PushRequest push) {
    return switch (push.mode()) {
      case REPLACE_SERIES -> true;
      case REPLACE_FAMILIES -> push.policy().merge() == MergeUnit.SERIES;
      case REPLACE_GROUP, AGGREGATE -> false;
    };
  }

  private static Command.Part summing(Set<String> summed, Command.Part command) {
    return command instanceof Command.Aggregate add && !summed.isEmpty()
        ? new Command.Aggregate(
            add.key(), add.origin(), add.families(), add.options(), add.lifetimes(), summed)
        : command;
  }

  private static Command.Part dropping(Set<String> removedNames, Command.Part command) {
    return command instanceof Command.Push push && !removedNames.isEmpty()
        ? new Command.Push(
            push.key(),
            push.origin(),
            push.replace(),
            push.families(),
            push.lifetimes(),
            removedNames)
        : command;
  }

  private PushOrigin origin(PushRequest push) {
    return origin(push.peer(), push.options().idempotencyKey(), push.file());
  }

  private PushOrigin origin(String peer, @Nullable String key, PushOrigin.@Nullable File file) {
    long now = epochNanos.getAsLong();
    PushOrigin.Once once =
        key == null ? null : new PushOrigin.Once(key, now + settings.idempotencyWindow().toNanos());
    return new PushOrigin(now, peer, once, file);
  }

  private Lifetimes lifetimes(PushRequest push) {
    PushPolicy policy = push.policy();
    Duration ttl = first(push.options().ttl(), policy.ttl(), settings.ttl());
    Duration seriesTtl = first(null, policy.seriesTtl(), Duration.ZERO);
    Duration expect = first(push.options().expect(), policy.expectWithin(), Duration.ZERO);
    return ttl.isZero() && seriesTtl.isZero() && expect.isZero()
        ? Lifetimes.NONE
        : new Lifetimes(ttl.toNanos(), seriesTtl.toNanos(), expect.toNanos());
  }

  private static MergeOptions options(PushPolicy policy, Lifetimes lifetimes) {
    GaugeMode gauges = policy.gauges();
    BucketMode buckets = policy.buckets();
    return new MergeOptions(
        gauges == null ? MergeOptions.USUAL.gauges() : gauges,
        buckets == null ? MergeOptions.USUAL.buckets() : buckets,
        policy.modeLabel(),
        lifetimes.seriesTtlNanos() > 0);
  }

  private StateLimits limits(PushPolicy policy) {
    return limits.withRule(policy.limits().seriesPerGroup());
  }

  private static Duration first(
      @Nullable Duration nearest, @Nullable Duration next, Duration last) {
    if (nearest != null) {
      return nearest;
    }
    return next != null ? next : last;
  }
}
