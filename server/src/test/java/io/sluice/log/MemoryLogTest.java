package io.sluice.log;

import java.util.function.Consumer;
import java.util.function.Function;

class MemoryLogTest extends CommitLogContract {
  @Override
  public CommitLog<String, Integer> open(
      Function<String, Integer> machine, Consumer<Throwable> onFatal) {
    return new MemoryLog<>(machine, onFatal);
  }
}
