package io.sluice.journal;

import java.util.concurrent.CompletionStage;

/// The one way to change the state, and the only seam for durability.
///
/// @param <C> commands
/// @param <O> outcomes of applying them
public interface CommitLog<C, O> extends AutoCloseable {
  /// Applies `command` after all that were appended before it.
  ///
  /// The stage completes once the command is applied and as safe as this log makes it. It fails if
  /// the command was not applied; then it will never be.
  CompletionStage<O> append(C command);

  /// Whether commands are accepted at this moment.
  boolean isWritable();

  /// Finishes what was appended and accepts no more.
  @Override
  void close();
}
