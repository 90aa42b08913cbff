package io.sluice.gateway;

import io.sluice.format.ParsedBody;
import io.sluice.journal.CommitLog;
import io.sluice.model.GroupingKey;
import io.sluice.store.Command;
import io.sluice.store.Outcome;
import io.sluice.store.Preparation;
import io.sluice.store.Store;
import io.sluice.store.StoreView;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What the gateway does, without a network: pushes, deletes, and views of the state.
///
/// Every change is checked by itself, appended to the log, and applied by the store when the log
/// says so.
public final class Gateway {
  private final Store store;
  private final CommitLog<Command, Outcome> log;
  private final LongSupplier epochNanos;

  /// @param log applies commands to `store`
  /// @param epochNanos the wall clock, in nanoseconds since 1970
  public Gateway(Store store, CommitLog<Command, Outcome> log, LongSupplier epochNanos) {
    this.store = store;
    this.log = log;
    this.epochNanos = epochNanos;
  }

  /// Puts the families of `body` into the group `key`: in the place of all that it holds if
  /// `replace`, else of what it holds under the same names.
  public CompletionStage<Outcome> push(GroupingKey key, ParsedBody body, boolean replace) {
    return log.append(Preparation.push(key, body, replace, epochNanos.getAsLong()));
  }

  /// Drops the group `key`, if there is one.
  public CompletionStage<Outcome> delete(GroupingKey key) {
    return log.append(new Command.Delete(key));
  }

  /// Drops all groups.
  public CompletionStage<Outcome> wipe() {
    return log.append(new Command.Wipe());
  }

  /// Why changes are not accepted at this moment, or null if they are.
  public @Nullable String problem() {
    return log.problem();
  }

  /// The state at this moment.
  public StoreView view() {
    return store.view();
  }
}
