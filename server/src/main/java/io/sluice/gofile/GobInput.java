package io.sluice.gofile;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.sluice.model.Utf8;
import java.lang.foreign.MemorySegment;

/// Reads the basic values of gob one after the other.
///
/// A length is compared with the remaining length of the message before it is used, so a wrong
/// length never allocates more memory than the size of the file.
final class GobInput {
  /// The maximum size of a string or byte slice, which is larger than any accepted push.
  static final int MAX_BYTES = 256 << 20; // 256 MiB

  private final MemorySegment file;

  /// The offset of the next byte.
  private long position;

  /// The offset up to which reading is allowed: the end of the message or, between messages, of the
  /// file.
  private long end;

  GobInput(MemorySegment file) {
    this.file = file;
    this.end = file.byteSize();
  }

  long position() {
    return position;
  }

  long remaining() {
    return end - position;
  }

  /// Sets the offset up to which reading is allowed, and returns the previous one.
  long limitTo(long newEnd) {
    long oldEnd = end;
    end = newEnd;
    return oldEnd;
  }

  GoFileException damage(String problem) {
    return new GoFileException(problem, position);
  }

  /// An unsigned number: below 128 one byte, else the negated count of the bytes that follow in
  /// big-endian order.
  long unsigned() throws GoFileException {
    int first = nextByte();
    if (first < 0x80) {
      return first;
    }
    int count = 0x100 - first;
    if (count > Long.BYTES) {
      throw new GoFileException("a number of more than eight bytes: bytes=" + count, position - 1);
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = (value << Byte.SIZE) | nextByte();
    }
    return value;
  }

  /// A signed number: the lowest bit is set if the others are complemented.
  long signed() throws GoFileException {
    long bits = unsigned();
    return (bits & 1) == 0 ? bits >>> 1 : ~(bits >>> 1);
  }

  /// The count of the bytes or elements that follow, each of which takes at least one byte.
  long length(String what) throws GoFileException {
    long start = position;
    long length = unsigned();
    if (Long.compareUnsigned(length, remaining()) > 0) {
      throw new GoFileException(
          "%s of %s bytes or elements, but only %d bytes follow"
              .formatted(what, Long.toUnsignedString(length), remaining()),
          start);
    }
    return length;
  }

  /// A run of bytes after its length.
  byte[] bytes(String what) throws GoFileException {
    long start = position;
    long length = length(what);
    if (length > MAX_BYTES) {
      throw new GoFileException(
          "%s of %d bytes, more than %d".formatted(what, length, MAX_BYTES), start);
    }
    var bytes = new byte[(int) length];
    MemorySegment.copy(file, JAVA_BYTE, position, bytes, 0, bytes.length);
    position += length;
    return bytes;
  }

  /// A string, with bytes that are not UTF-8 escaped as in [Utf8].
  String string(String what) throws GoFileException {
    return Utf8.decode(bytes(what));
  }

  /// Skips a byte array, which is preceded by its length.
  void skipBytes(String what) throws GoFileException {
    long length = length(what);
    position += length;
  }

  private int nextByte() throws GoFileException {
    if (position == end) {
      throw damage("the data ends in the middle of a value");
    }
    return file.get(JAVA_BYTE, position++) & 0xFF;
  }
}
