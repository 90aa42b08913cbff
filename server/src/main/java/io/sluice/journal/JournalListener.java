package io.sluice.journal;

import java.io.IOException;

/// Receives the events of a journal, for logs and metrics. The journal's threads call it, so its
/// methods must be fast.
public interface JournalListener {
  /// The result of the recovery at startup.
  ///
  /// @param parts number of records of the snapshot
  /// @param commands number of records of the segments that were applied
  record Recovered(long parts, long commands, long segments, long lastSequence, long nanos) {}

  void recovered(Recovered recovered);

  /// The last segment ends with an incomplete record, which is discarded.
  void tornTail(String file, long offset, long bytes);

  /// A batch of commands was written, and forced to the disk if `forceNanos` is not negative.
  void batchWritten(int records, long bytes, long forceNanos);

  /// All commands up to `sequence` are durable.
  void durable(long sequence);

  /// The current number and size of the segments.
  void segments(long count, long bytes);

  void snapshotWritten(long bytes, long nanos);

  /// An operation failed.
  ///
  /// @param operation `append`, `snapshot` or `cleanup`
  void failed(String operation, IOException cause);

  /// Commands are accepted again.
  void writableAgain();
}
