package io.sluice.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A log without persistence. The thread that appends a command applies it at once; the state is
/// lost when the process ends.
public final class MemoryLog<C, O> implements CommitLog<C, O> {
  // One command at a time holds the monitor. There is no writer thread, because applying a command
  // takes less time than waking a thread.
  private final StateMachine<C, O> machine;
  private final Consumer<Throwable> onFatal;
  private volatile boolean closed;

  /// @param onFatal called when a command cannot be applied and the state may therefore be wrong
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
