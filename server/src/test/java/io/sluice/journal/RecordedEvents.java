package io.sluice.journal;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Records the events of a journal.
public final class RecordedEvents implements JournalListener {
  public final List<String> torn = new CopyOnWriteArrayList<>();
  public final List<String> failures = new CopyOnWriteArrayList<>();
  final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  final AtomicInteger snapshots = new AtomicInteger();
  final AtomicInteger writableAgain = new AtomicInteger();

  @Override
  public void recovered(Recovered recovered) {}

  @Override
  public void tornTail(String file, long offset, long bytes) {
    torn.add(file + " " + offset + " " + bytes);
  }

  @Override
  public void batchWritten(int records, long bytes, long forceNanos) {}

  @Override
  public void durable(long sequence) {}

  @Override
  public void segments(long count, long bytes) {}

  @Override
  public void snapshotWritten(long bytes, long nanos) {
    snapshots.incrementAndGet();
  }

  @Override
  public void failed(String operation, IOException cause) {
    failures.add(operation + ": " + cause);
  }

  @Override
  public void writableAgain() {
    writableAgain.incrementAndGet();
  }
}
