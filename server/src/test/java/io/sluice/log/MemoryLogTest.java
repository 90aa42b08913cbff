package io.sluice.log;

import io.sluice.journal.Lines;
import java.util.function.Consumer;

class MemoryLogTest extends CommitLogContract {
  @Override
  public CommitLog<String, Integer> open(Lines machine, Consumer<Throwable> onFatal) {
    return new MemoryLog<>(machine, onFatal);
  }
}
