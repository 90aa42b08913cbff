package io.sluice.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A log that keeps nothing: commands are applied at once, by the thread that appends them, and are
/// gone with the process.
public final class MemoryLog<C, O> implements CommitLog<C, O> {
  // One command at a time holds the monitor. There is no writer thread to hand over to: applying a
  // command takes less than waking one.
  private final StateMachine<C, O> machine;
  private final Consumer<Throwable> onFatal;
  private volatile boolean closed;

  /// @param onFatal called when a command cannot be applied: the state is not to be trusted then
  public MemoryLog(StateMachine<C, O> machine, Consumer<Throwable> onFatal) {
    this.machine = machine;
    this.onFatal = onFatal;
  }

  @Override
  public synchronized CompletionStage<O> append(C command) {
    if (closed) {
      return CompletableFuture.failedFuture(new LogException(CLOSED, null));
    }
    O refusal = machine.refusal(command);
    if (refusal != null) {
      return CompletableFuture.completedFuture(refusal);
    }
    try {
      return CompletableFuture.completedFuture(machine.apply(command));
    } catch (RuntimeException | Error e) {
      closed = true;
      onFatal.accept(e);
      return CompletableFuture.failedFuture(new LogException(CLOSED, e));
    }
  }

  @Override
  public @Nullable String problem() {
    return closed ? CLOSED : null;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
