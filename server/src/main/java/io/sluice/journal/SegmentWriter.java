package io.sluice.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Appends records to one segment.
final class SegmentWriter implements Closeable {
  private static final int BUFFER_BYTES = 1 << 18; // 256 KiB

  private final long number;
  private final String name;
  private final JournalDirectory.Output out;
  private ByteBuffer buffer = allocate(BUFFER_BYTES);
  private long bytes = FileHead.BYTES;
  private long records;

  private SegmentWriter(long number, String name, JournalDirectory.Output out) {
    this.number = number;
    this.name = name;
    this.out = out;
  }

  /// Creates a segment that begins with the record `first`. When this returns, it is durable that
  /// all records from `first` on are in this segment or later ones.
  static SegmentWriter create(JournalDirectory disk, FileNames names, long number, long first)
      throws IOException {
    disk.delete(names.unfinishedSegment());
    JournalDirectory.Output out = disk.create(names.unfinishedSegment());
    try {
      out.write(new FileHead(FileHead.Kind.SEGMENT, first).write());
      out.force();
      disk.rename(names.unfinishedSegment(), names.segment(number));
      disk.forceFolder();
      return new SegmentWriter(number, names.segment(number), out);
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }

  long number() {
    return number;
  }

  String name() {
    return name;
  }

  /// The length of the file.
  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return records == 0;
  }

  /// Writes `payloads` as records with the sequences from `first` on.
  void append(List<byte[]> payloads, long first, long durable) throws IOException {
    long sequence = first;
    for (byte[] payload : payloads) {
      int length = RecordFrame.HEAD_BYTES + payload.length;
      if (buffer.remaining() < length) {
        flush();
      }
      if (buffer.capacity() < length) {
        buffer = allocate(length);
      }
      RecordFrame.write(buffer, sequence++, durable, payload);
      bytes += length;
    }
    flush();
    records += payloads.size();
    if (buffer.capacity() > BUFFER_BYTES) {
      buffer = allocate(BUFFER_BYTES);
    }
  }

  void force() throws IOException {
    out.force();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void flush() throws IOException {
    buffer.flip();
    try {
      out.write(buffer);
    } finally {
      buffer.clear();
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
