package io.sluice.journal;

import io.sluice.log.PartConsumer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;

/// Reads and writes snapshot files without a journal, for other kinds of logs.
public final class Snapshots {
  private Snapshots() {}

  /// Writes a snapshot and makes it durable before it replaces an existing file.
  ///
  /// @param sequence sequence of the last command that the parts include
  /// @return the length of the file
  public static long write(Path file, long sequence, Iterator<byte[]> parts) throws IOException {
    return new SnapshotFile(LocalDisk.of(file), FileNames.of(file))
        .write(sequence, parts, () -> false);
  }

  /// Passes each part of a snapshot to `target`, in their order.
  ///
  /// @return the sequence of the last command that the parts include
  /// @throws DamageException if the file is not a complete snapshot
  public static long read(Path file, PartConsumer target) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      String name = Objects.requireNonNull(file.getFileName(), "a file has a name").toString();
      return read(name, LocalDisk.of(file).read(name, arena), target);
    }
  }

  static long read(String name, MemorySegment file, PartConsumer target) throws IOException {
    long sequence = FileHead.read(FileHead.Kind.SNAPSHOT, name, file).sequence();
    long offset = FileHead.BYTES;
    byte[] scratch = {};
    for (long part = 0; ; part++) {
      RecordFrame frame = RecordFrame.read(file, offset);
      if (frame == null || frame.sequence() != part) {
        throw new DamageException(name, offset, "part %d is missing or damaged".formatted(part));
      }
      offset = frame.end();
      if (frame.payload().byteSize() == 0) {
        break;
      }
      try {
        scratch = frame.copyTo(scratch);
        target.accept(scratch, frame.length());
      } catch (IOException e) {
        throw DamageException.unknown(name, frame.offset(), part, e);
      }
    }
    if (offset != file.byteSize()) {
      throw new DamageException(name, offset, "trailing data after the end of the file");
    }
    return sequence;
  }
}
