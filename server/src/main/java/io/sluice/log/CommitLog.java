package io.sluice.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The one way to change the state, and the only seam for durability and replication.
///
/// Times in commands are those of the node that orders them: a log that spans nodes stamps each
/// command there, never below the one before. On all other logs the caller's clock counts.
///
/// @param <C> commands
/// @param <O> outcomes of applying them
public interface CommitLog<C, O> extends AutoCloseable {
  /// The message of the exception, and the problem, after [#close].
  String CLOSED = "the log is closed";

  /// Applies `command` after all that were appended before it.
  ///
  /// The stage completes once the command is applied and as safe as this log makes it, or refused
  /// by [StateMachine#refusal]. It fails with a [LogException] if the command was not applied; then
  /// it will never be, unless the exception says that this is not known.
  ///
  /// A command that cannot be applied for a fault of our own, an exception out of the state
  /// machine, leaves a state that is not to be trusted. Its stage fails, no more commands are
  /// accepted, and the opener of the log is notified once, to end the process.
  CompletionStage<O> append(C command);

  /// Completes once the state on this node holds every command that was acknowledged before the
  /// call, by whichever node. It fails with a [LogException] if that is not certain in time.
  default CompletionStage<Void> catchUp(Duration atMost) {
    return CompletableFuture.completedFuture(null);
  }

  /// What this node does for the log at this moment.
  default Role role() {
    return Role.ALONE;
  }

  /// Why commands are not accepted at this moment, or null if they are.
  @Nullable String problem();

  /// Finishes what was appended and accepts no more.
  @Override
  void close();
}
