package io.sluice.gateway;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.Proposal;
import io.sluice.command.PushOrigin;
import io.sluice.format.ParsedBody;
import io.sluice.log.CommitLog;
import io.sluice.log.Role;
import io.sluice.merge.BucketMode;
import io.sluice.merge.GaugeMode;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricFamily;
import io.sluice.rules.PushPolicy;
import io.sluice.rules.RelabelException;
import io.sluice.store.GroupList;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import io.sluice.store.StoreView;
import io.sluice.store.Turn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the gateway does, without a network: pushes, deletes, and views of the state.
///
/// Every change is checked by itself, appended to the log, and applied by the store when the log
/// says so.
public final class Gateway {
  private final Store store;
  private final CommitLog<Proposal, Outcome> log;
  private final LongSupplier epochNanos;
  private final PushSettings settings;
  private final StateLimits limits;
  private final GroupList groups;

  /// @param log applies commands to `store`
  /// @param epochNanos the wall clock, in nanoseconds since 1970
  /// @param limits on what is held, for what is asked without being appended; the log asks them
  ///   itself
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

  /// Puts the families of a push into their group, or adds them to what is there.
  public CompletionStage<Outcome> push(PushRequest push) {
    return soon(new Proposal(command(push), push.terms().limits().seriesPerGroup()));
  }

  /// Drops the group `key`, if there is one.
  public CompletionStage<Outcome> delete(GroupingKey key) {
    return soon(Proposal.of(new Command.Delete(key)));
  }

  /// Drops one family of a group.
  public CompletionStage<Outcome> deleteFamily(GroupingKey key, String family) {
    return log.append(Proposal.of(new Command.DeleteFamily(key, family)));
  }

  /// Drops all groups.
  public CompletionStage<Outcome> wipe() {
    return soon(Proposal.of(new Command.Wipe()));
  }

  /// How much of the heap all takes that is held, about.
  public long heldBytes() {
    return store.heapBytes();
  }

  /// How much that may be.
  public long maxHeldBytes() {
    return limits.heapBytes();
  }

  /// Why changes are not accepted at this moment, or null if they are.
  public @Nullable String problem() {
    return log.problem();
  }

  /// What [#push] would result in at this moment. Nothing is changed.
  public Outcome outcomeOf(PushRequest push) {
    Command command = command(push);
    StateLimits most = limits(push.terms());
    return store
        .turn()
        .take(
            () -> {
              Outcome.OverLimit over = store.overLimit(command, most);
              return over == null ? store.outcomeOf(command) : over;
            });
  }

  /// What [#push] would result in if nothing were held.
  public Outcome outcomeWithoutState(PushRequest push) {
    return command(push) instanceof Command.Fail fail
        ? new Outcome.Rejected(fail.message())
        : Outcome.APPLIED;
  }

  /// Completes once the state on this node holds every command that was acknowledged before the
  /// call; see [CommitLog#catchUp].
  public CompletionStage<Void> catchUp(Duration atMost) {
    return log.catchUp(atMost);
  }

  /// What this node does for the log at this moment.
  public Role role() {
    return log.role();
  }

  /// The groups at this moment, to be searched and read.
  public GroupList groups() {
    return groups;
  }

  /// The state at this moment.
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

  /// Does something with the store without waiting for it: at once if it is quick and nobody else
  /// does something, and on a thread of its own otherwise. The caller may be an event loop.
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

  private Command command(PushRequest push) {
    PushPolicy terms = push.terms();
    GroupingKey key = push.key();
    if (!terms.dropLabels().isEmpty()) {
      key = new GroupingKey(terms.keyLabels(key.labels()));
    }
    PushOrigin receipt = receipt(push);
    ParsedBody body = push.body();
    List<MetricFamily> families;
    try {
      families = terms.relabel(key.labels(), body.families());
    } catch (RelabelException e) {
      return new Command.Fail(key, receipt, e.getMessage());
    }
    boolean isChanged = terms.changesSeries();
    Lifetimes lifetimes = lifetimes(push);
    if (isAggregating(push)) {
      MergeOptions options = options(terms, lifetimes);
      return Preparation.aggregate(key, families, isChanged, receipt, options, lifetimes);
    }
    return Preparation.push(
        key,
        isChanged ? new ParsedBody(families, body.hasTimestamps()) : body,
        push.mode() == PushRequest.Mode.REPLACE,
        receipt,
        lifetimes);
  }

  /// The nearest counts: the URL, then the rule, then the flag.
  private boolean isAggregating(PushRequest push) {
    if (push.mode() == PushRequest.Mode.AGGREGATE) {
      return true;
    }
    Boolean byRule = push.terms().aggregate();
    return byRule == null ? settings.isAggregating() : byRule;
  }

  private PushOrigin receipt(PushRequest push) {
    long now = epochNanos.getAsLong();
    String key = push.wishes().idempotencyKey();
    PushOrigin.Once once =
        key == null ? null : new PushOrigin.Once(key, now + settings.idempotencyWindow().toNanos());
    return new PushOrigin(now, push.peer(), once);
  }

  private Lifetimes lifetimes(PushRequest push) {
    PushPolicy terms = push.terms();
    Duration ttl = first(push.wishes().ttl(), terms.ttl(), settings.ttl());
    Duration seriesTtl = first(null, terms.seriesTtl(), Duration.ZERO);
    Duration expect = first(push.wishes().expect(), terms.expectWithin(), Duration.ZERO);
    return ttl.isZero() && seriesTtl.isZero() && expect.isZero()
        ? Lifetimes.NONE
        : new Lifetimes(ttl.toNanos(), seriesTtl.toNanos(), expect.toNanos());
  }

  private static MergeOptions options(PushPolicy terms, Lifetimes lifetimes) {
    GaugeMode gauges = terms.gauges();
    BucketMode buckets = terms.buckets();
    return new MergeOptions(
        gauges == null ? MergeOptions.USUAL.gauges() : gauges,
        buckets == null ? MergeOptions.USUAL.buckets() : buckets,
        terms.modeLabel(),
        lifetimes.seriesTtlNanos() > 0);
  }

  private StateLimits limits(PushPolicy terms) {
    return limits.withRule(terms.limits().seriesPerGroup());
  }

  private static Duration first(
      @Nullable Duration nearest, @Nullable Duration next, Duration last) {
    if (nearest != null) {
      return nearest;
    }
    return next != null ? next : last;
  }
}
