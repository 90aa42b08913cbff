package io.sluice.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The only way to change the state, and the interface for durability and replication.
///
/// The node that orders the commands sets their times: a replicated log stamps each command there,
/// never with an earlier time than the previous one. All other logs use the time of the caller.
///
/// @param <C> commands
/// @param <O> outcomes of applying them
public interface CommitLog<C, O> extends AutoCloseable {
  /// The message of exceptions, and the result of [#problem], after [#close].
  String CLOSED = "the log is closed";

  /// Applies `command` after all commands that were appended before it.
  ///
  /// The stage completes once the command is applied and as durable as this log makes it, or is
  /// refused by [StateMachine#refusal]. It fails with a [LogException] if the command was not
  /// applied and never will be, or, if [LogException#isUnknown], it is not known whether it was.
  ///
  /// If the state machine throws an exception, which is a bug, the state may be wrong. The stage of
  /// the command then fails, no more commands are accepted, and the opener of the log is notified
  /// once, to end the process.
  CompletionStage<O> append(C command);

  /// Completes once this node has applied every command that any node acknowledged before the call.
  /// It fails with a [LogException] if that cannot be confirmed in time.
  default CompletionStage<Void> catchUp(Duration timeout) {
    return CompletableFuture.completedFuture(null);
  }

  /// The current role of this node.
  default Role role() {
    return Role.ALONE;
  }

  /// The reason why commands are currently not accepted, or null if they are.
  @Nullable String problem();

  /// Completes the appended commands and accepts no more.
  @Override
  void close();
}
