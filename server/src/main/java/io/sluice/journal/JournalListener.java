package io.sluice.journal;

import java.io.IOException;

/// Hears what a journal does, for logs and metrics. Calls come from the journal's threads and must
/// be quick.
public interface JournalListener {
  /// What a start found and read.
  ///
  /// @param parts records of the snapshot
  /// @param commands records of the segments that were applied
  record Recovered(long parts, long commands, long segments, long lastSequence, long nanos) {}

  void recovered(Recovered recovered);

  /// The end of the last segment was never finished, and is left out.
  void tornTail(String file, long offset, long bytes);

  /// A batch of commands is written, and forced to the disk if `forceNanos` is not negative.
  void batchWritten(int records, long bytes, long forceNanos);

  /// All commands up to this one are durable.
  void durable(long sequence);

  /// How much the segments hold now.
  void segments(long count, long bytes);

  void snapshotWritten(long bytes, long nanos);

  /// Something could not be done.
  ///
  /// @param operation `append`, `snapshot` or `cleanup`
  void failed(String operation, IOException cause);

  /// Commands are taken again.
  void writableAgain();
}
