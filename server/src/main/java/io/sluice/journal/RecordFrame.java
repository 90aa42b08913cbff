package io.sluice.journal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One record of a file, found at `offset`.
///
/// ```
///  0        4        8                16               24
///  +--------+--------+----------------+----------------+-- ... --+
///  | length | crc32c |    sequence    |    durable     | payload |
///  +--------+--------+----------------+----------------+-- ... --+
/// ```
///
/// All numbers are little-endian. `length` is that of the payload; the checksum covers everything
/// but itself. `sequence` counts records. `durable` is the highest sequence that was known to be
/// durable when this record was written. If a bad record is followed by a good one, the `durable`
/// of the good one shows whether the bad one had been acknowledged.
///
/// @param payload a part of the file, empty in the last frame of a snapshot
record RecordFrame(long offset, long sequence, long durable, MemorySegment payload) {
  static final int HEAD_BYTES = 2 * Integer.BYTES + 2 * Long.BYTES;

  /// The maximum size of a payload, which is larger than the largest body that a gateway accepts.
  static final int MAX_PAYLOAD_BYTES = 1 << 30;

  private static final int CRC_AT = Integer.BYTES;
  private static final int SEQUENCE_AT = 2 * Integer.BYTES;
  private static final int DURABLE_AT = SEQUENCE_AT + Long.BYTES;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// The offset of the next frame.
  long end() {
    return offset + HEAD_BYTES + payload.byteSize();
  }

  int length() {
    return (int) payload.byteSize();
  }

  /// Copies the payload to `target` if it is large enough, else to a new array.
  byte[] copyTo(byte[] target) {
    byte[] bytes = target.length >= length() ? target : new byte[length()];
    MemorySegment.copy(payload, ValueLayout.JAVA_BYTE, 0, bytes, 0, length());
    return bytes;
  }

  byte[] bytes() {
    return payload.toArray(ValueLayout.JAVA_BYTE);
  }

  /// Writes a frame to `out`, which must be little-endian and have enough room.
  static void write(ByteBuffer out, long sequence, long durable, byte[] payload) {
    int start = out.position();
    out.putInt(payload.length).putInt(0).putLong(sequence).putLong(durable).put(payload);
    var crc = new CRC32C();
    crc.update(out.duplicate().position(start).limit(start + CRC_AT));
    crc.update(out.duplicate().position(start + SEQUENCE_AT).limit(out.position()));
    out.putInt(start + CRC_AT, (int) crc.getValue());
  }

  /// The sequence of a frame at `offset`, unchecked. The head of the frame must fit into the file.
  static long sequenceAt(MemorySegment file, long offset) {
    return file.get(LONG, offset + SEQUENCE_AT);
  }

  /// The frame at `offset`, or null if there is no complete and undamaged frame.
  static @Nullable RecordFrame read(MemorySegment file, long offset) {
    if (offset < 0 || file.byteSize() - offset < HEAD_BYTES) {
      return null;
    }
    int length = file.get(INT, offset);
    if (length < 0
        || length > MAX_PAYLOAD_BYTES
        || length > file.byteSize() - offset - HEAD_BYTES) {
      return null;
    }
    var crc = new CRC32C();
    crc.update(file.asSlice(offset, CRC_AT).asByteBuffer());
    crc.update(
        file.asSlice(offset + SEQUENCE_AT, HEAD_BYTES - SEQUENCE_AT + (long) length)
            .asByteBuffer());
    if ((int) crc.getValue() != file.get(INT, offset + CRC_AT)) {
      return null;
    }
    return new RecordFrame(
        offset,
        sequenceAt(file, offset),
        file.get(LONG, offset + DURABLE_AT),
        file.asSlice(offset + HEAD_BYTES, length));
  }
}
