package io.sluice.log;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The one way to change the state, and the only seam for durability.
///
/// @param <C> commands
/// @param <O> outcomes of applying them
public interface CommitLog<C, O> extends AutoCloseable {
  /// The message of the exception, and the problem, after [#close].
  String CLOSED = "the log is closed";

  /// Applies `command` after all that were appended before it.
  ///
  /// The stage completes once the command is applied and as safe as this log makes it. It fails
  /// with a [LogException] if the command was not applied; then it will never be.
  ///
  /// A command that cannot be applied for a fault of our own, an exception out of the state
  /// machine, leaves a state that is not to be trusted. Its stage fails, no more commands are
  /// accepted, and whoever opened the log is told once, to end the process.
  CompletionStage<O> append(C command);

  /// Why commands are not accepted at this moment, or null if they are.
  @Nullable String problem();

  /// Finishes what was appended and accepts no more.
  @Override
  void close();
}
