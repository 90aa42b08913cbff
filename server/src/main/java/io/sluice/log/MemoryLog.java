package io.sluice.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A log that keeps nothing: commands are applied at once, by whoever appends them, and are gone
/// with the process.
public final class MemoryLog<C, O> implements CommitLog<C, O> {
  // One command at a time holds the monitor. There is no writer thread to hand over to: applying a
  // command takes less than waking one.
  private final Function<C, O> machine;
  private final Consumer<Throwable> onFatal;
  private boolean closed;

  /// @param machine applies a command to the state
  /// @param onFatal called when a command cannot be applied: the state is not to be trusted then
  public MemoryLog(Function<C, O> machine, Consumer<Throwable> onFatal) {
    this.machine = machine;
    this.onFatal = onFatal;
  }

  @Override
  public synchronized CompletionStage<O> append(C command) {
    if (closed) {
      return CompletableFuture.failedFuture(new LogException(CLOSED, null));
    }
    try {
      return CompletableFuture.completedFuture(machine.apply(command));
    } catch (Throwable e) {
      closed = true;
      onFatal.accept(e);
      return CompletableFuture.failedFuture(new LogException(CLOSED, e));
    }
  }

  @Override
  public synchronized @Nullable String problem() {
    return closed ? CLOSED : null;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
