package io.sluice.journal;

import java.util.function.Consumer;
import java.util.function.Function;

class MemoryLogTest extends CommitLogContract {
  @Override
  CommitLog<String, Integer> open(Function<String, Integer> machine, Consumer<Throwable> onFatal) {
    return new MemoryLog<>(machine, onFatal);
  }
}
