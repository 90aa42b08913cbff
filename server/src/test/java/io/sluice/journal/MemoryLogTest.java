package io.sluice.journal;

import java.util.function.Function;

class MemoryLogTest extends CommitLogContract {
  @Override
  CommitLog<String, Integer> open(Function<String, Integer> machine) {
    return new MemoryLog<>(machine);
  }
}
