package io.sluice.gofile;

import io.sluice.model.Utf8;
import java.io.IOException;
import java.io.InputStream;

/// Reads gob's basic values one after the other and counts the bytes.
///
/// A length is compared with what is left of the message before anything is made of it, so no
/// length makes us allocate or wait for more than the file holds.
final class GobInput {
  /// The largest string or byte slice: more than any push that a gateway accepts.
  static final int MAX_BYTES = 256 << 20; // 256 MiB

  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];

  /// The file offset of `buffer[0]`.
  private long bufferStart;

  /// The next byte to read in the buffer, and how many there are.
  private int next;

  private int filled;

  /// The offset up to which may be read: the end of the message, or of the file between two.
  private long end;

  /// @param sizeBytes how many bytes `in` has
  GobInput(InputStream in, long sizeBytes) {
    this.in = in;
    this.end = sizeBytes;
  }

  long position() {
    return bufferStart + next;
  }

  long remaining() {
    return end - position();
  }

  /// Moves the end of what may be read, and returns where it was.
  long limitTo(long newEnd) {
    long oldEnd = end;
    end = newEnd;
    return oldEnd;
  }

  GoFileException damage(String problem) {
    return new GoFileException(problem, position());
  }

  /// An unsigned number: below 128 the byte itself, else the negated count of the bytes that
  /// follow, the highest first.
  long unsigned() throws IOException {
    int first = nextByte();
    if (first < 0x80) {
      return first;
    }
    int count = 0x100 - first;
    if (count > Long.BYTES) {
      throw new GoFileException(
          "a number of more than eight bytes: bytes=" + count, position() - 1);
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << Byte.SIZE | nextByte();
    }
    return value;
  }

  /// A signed number: the lowest bit says whether the others are complemented.
  long signed() throws IOException {
    long bits = unsigned();
    return (bits & 1) == 0 ? bits >>> 1 : ~(bits >>> 1);
  }

  /// A count of bytes or of elements that follow, each of which takes at least one byte.
  long length(String what) throws IOException {
    long start = position();
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
  byte[] bytes(String what) throws IOException {
    long start = position();
    long length = length(what);
    if (length > MAX_BYTES) {
      throw new GoFileException(
          "%s of %d bytes, more than %d".formatted(what, length, MAX_BYTES), start);
    }
    var bytes = new byte[(int) length];
    int done = 0;
    while (done < bytes.length) {
      int count = Math.min(bytes.length - done, available());
      System.arraycopy(buffer, next, bytes, done, count);
      next += count;
      done += count;
    }
    return bytes;
  }

  /// A string, with bytes that are not UTF-8 escaped as [Utf8] has it.
  String string(String what) throws IOException {
    return Utf8.decode(bytes(what));
  }

  /// Passes over a run of bytes after its length.
  void skipBytes(String what) throws IOException {
    long left = length(what);
    while (left > 0) {
      int count = (int) Math.min(left, available());
      next += count;
      left -= count;
    }
  }

  private int nextByte() throws IOException {
    if (remaining() == 0) {
      throw damage("the data ends in the middle of a value");
    }
    available();
    return buffer[next++] & 0xFF;
  }

  /// How many bytes are in the buffer, at least one. Must not be asked at the end.
  private int available() throws IOException {
    if (next == filled) {
      bufferStart += filled;
      next = 0;
      filled = Math.max(0, in.read(buffer));
      if (filled == 0) {
        throw damage("the file became shorter while it was read");
      }
    }
    return filled - next;
  }
}
