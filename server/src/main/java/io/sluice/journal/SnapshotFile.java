package io.sluice.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.function.BooleanSupplier;

/// Writes a snapshot: the head, the parts, and an empty part that marks the end.
///
/// It is written under a temporary name, made durable, and only then replaces the previous
/// snapshot.
final class SnapshotFile {
  private static final int BUFFER_BYTES = 1 << 20; // 1 MiB
  private static final byte[] END = {};

  private final JournalDirectory disk;
  private final FileNames names;
  private ByteBuffer buffer = allocate(BUFFER_BYTES);
  private long bytes;

  SnapshotFile(JournalDirectory disk, FileNames names) {
    this.disk = disk;
    this.names = names;
  }

  /// Writes all of `parts` as the state after command `sequence`.
  ///
  /// @param isGivenUp checked before each part
  /// @return the length of the file
  /// @throws IOException if it could not be written; the previous snapshot is unchanged then
  long write(long sequence, Iterator<byte[]> parts, BooleanSupplier isGivenUp) throws IOException {
    writeUnfinished(sequence, parts, isGivenUp);
    disk.rename(names.unfinished(), names.snapshot());
    disk.forceFolder();
    return bytes;
  }

  /// Like [#write], but keeps the temporary name.
  void writeUnfinished(long sequence, Iterator<byte[]> parts, BooleanSupplier isGivenUp)
      throws IOException {
    disk.delete(names.unfinished());
    try (JournalDirectory.Output out = disk.create(names.unfinished())) {
      buffer.put(new FileHead(FileHead.Kind.SNAPSHOT, sequence).write());
      long count = 0;
      while (parts.hasNext()) {
        if (isGivenUp.getAsBoolean()) {
          throw new IOException("aborted: not enough time to finish it");
        }
        put(out, count++, parts.next());
      }
      put(out, count, END);
      flush(out);
      out.force();
    }
  }

  /// Whether the snapshot is an empty file, as created by `touch`, and not needed: there are no
  /// segments, or they begin with the first command.
  static boolean isNoneYet(
      JournalDirectory disk, FileNames names, NavigableMap<Long, String> segments, Arena arena)
      throws IOException {
    if (disk.read(names.snapshot(), arena).byteSize() > 0) {
      return false;
    }
    return segments.isEmpty() || beginsWithTheFirst(disk, segments.firstEntry().getValue(), arena);
  }

  private static boolean beginsWithTheFirst(JournalDirectory disk, String segment, Arena arena)
      throws IOException {
    try {
      return FileHead.read(FileHead.Kind.SEGMENT, segment, disk.read(segment, arena)).sequence()
          == 1;
    } catch (DamageException _) {
      return false;
    }
  }

  private void put(JournalDirectory.Output out, long index, byte[] part) throws IOException {
    int length = RecordFrame.HEAD_BYTES + part.length;
    if (buffer.remaining() < length) {
      flush(out);
    }
    if (buffer.capacity() < length) {
      buffer = allocate(length);
    }
    RecordFrame.write(buffer, index, 0, part);
  }

  private void flush(JournalDirectory.Output out) throws IOException {
    buffer.flip();
    bytes += buffer.remaining();
    out.write(buffer);
    buffer.clear();
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
