package io.sluice.journal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/// The head of a segment or of a snapshot.
///
/// ```
///  0        8         12         16               24       28
///  +--------+---------+----------+----------------+--------+
///  | magic  | version | reserved |    sequence    | crc32c |
///  +--------+---------+----------+----------------+--------+
/// ```
///
/// Little-endian. The checksum covers the bytes before it. In a segment, `sequence` is that of its
/// first record; records of the previous segment from this sequence on were never acknowledged. In
/// a snapshot, it is that of the last command that the state includes.
record FileHead(Kind kind, long sequence) {
  static final int BYTES = 28;

  private static final int VERSION = 1;
  private static final int CRC_AT = BYTES - Integer.BYTES;

  /// The kind of a file.
  enum Kind {
    SEGMENT("SLUICEJ\n"),
    SNAPSHOT("SLUICES\n");

    private final String magic;

    Kind(String magic) {
      this.magic = magic;
    }

    /// The kind as a word for messages.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private byte[] magicBytes() {
      return magic.getBytes(StandardCharsets.US_ASCII);
    }
  }

  ByteBuffer write() {
    ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.put(kind.magicBytes()).putInt(VERSION).putInt(0).putLong(sequence);
    out.putInt(crc(out.array()));
    return out.flip();
  }

  /// Whether a file begins with the magic of this kind, independent of its version and of damage.
  static boolean isOf(Kind kind, MemorySegment file) {
    byte[] magic = kind.magicBytes();
    return file.byteSize() >= magic.length
        && file.asSlice(0, magic.length).mismatch(MemorySegment.ofArray(magic)) < 0;
  }

  /// @throws DamageException if the head is damaged, or was written by a later version
  static FileHead read(Kind kind, String name, MemorySegment file) throws IOException {
    if (file.byteSize() == 0) {
      throw new DamageException(name, 0, "the file is empty");
    }
    if (!isOf(kind, file)) {
      throw new DamageException(name, 0, "is not a " + kind.word());
    }
    if (file.byteSize() < BYTES) {
      throw new DamageException(name, file.byteSize(), "the file ends within its head");
    }
    byte[] bytes = file.asSlice(0, BYTES).toArray(ValueLayout.JAVA_BYTE);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(8);
    int version = in.getInt();
    long sequence = in.position(16).getLong();
    if (in.getInt() != crc(bytes)) {
      throw new DamageException(name, 0, "the head does not match its checksum");
    }
    if (version != VERSION) {
      throw new IOException(
          name
              + " was written by another version of Sluice: format="
              + version
              + " supported="
              + VERSION);
    }
    return new FileHead(kind, sequence);
  }

  private static int crc(byte[] head) {
    var crc = new CRC32C();
    crc.update(head, 0, CRC_AT);
    return (int) crc.getValue();
  }
}
