package io.sluice.journal;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Finds good records after bad bytes.
final class RecordScanner {
  /// No process writes more commands than this between two bytes of one file.
  private static final long MAX_SKIPPED = 1L << 40;

  private RecordScanner() {}

  /// A good record after `offset` that was written when the command `lost` was known to be durable,
  /// or null.
  static @Nullable RecordFrame laterRecord(MemorySegment file, long offset, long lost) {
    RecordFrame frame = next(file, offset, lost + 1);
    while (frame != null && frame.durable() < lost) {
      frame = next(file, frame.end(), lost + 1);
    }
    return frame;
  }

  /// The next good record at or after `offset` with a sequence not below `lowest`, or null.
  static @Nullable RecordFrame next(MemorySegment file, long offset, long lowest) {
    for (long at = offset; at <= file.byteSize() - RecordFrame.HEAD_BYTES; at++) {
      // Computing the checksum at every offset would take long; the sequence excludes nearly all
      // offsets.
      long sequence = RecordFrame.sequenceAt(file, at);
      if (sequence >= lowest && sequence - lowest < MAX_SKIPPED) {
        RecordFrame frame = RecordFrame.read(file, at);
        if (frame != null) {
          return frame;
        }
      }
    }
    return null;
  }
}
