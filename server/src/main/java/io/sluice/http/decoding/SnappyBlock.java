package io.sluice.http.decoding;

import io.sluice.http.BodyException;

/// Decompresses a snappy block (`format_description.txt` of google/snappy).
///
/// A block consists of its decompressed length as a varint, and of elements: literals, and copies
/// of earlier output. The two low bits of an element's first byte are its kind.
// snappy-java is not used: it extracts a native library to a temporary directory, which hardened
// systems mount with noexec.
final class SnappyBlock {
  private static final int LITERAL = 0;
  private static final int COPY_1_BYTE_OFFSET = 1;
  private static final int COPY_2_BYTE_OFFSET = 2;
  private static final int MAX_VARINT_BYTES = 5;

  private final byte[] in;
  private final int end;

  /// Index of the first byte not yet read.
  private int position;

  /// Number of bytes of the result so far.
  private int length;

  private SnappyBlock(byte[] in, int start, int end) {
    this.in = in;
    this.position = start;
    this.end = end;
  }

  /// @param maxBytes the maximum size of the decompressed block
  static byte[] decode(byte[] in, int start, int end, int maxBytes) throws BodyException {
    return new SnappyBlock(in, start, end).decode(maxBytes);
  }

  private byte[] decode(int maxBytes) throws BodyException {
    long size = varint();
    if (size > maxBytes) {
      throw SnappyFrames.corrupt();
    }
    byte[] out = new byte[(int) size];
    while (position < end) {
      int tag = in[position++] & 0xff;
      switch (tag & 3) {
        case LITERAL -> literal(out, tag >> 2);
        case COPY_1_BYTE_OFFSET -> copy(out, (tag >> 5) << 8 | number(1), 4 + (tag >> 2 & 7));
        case COPY_2_BYTE_OFFSET -> copy(out, number(2), 1 + (tag >> 2));
        default -> copy(out, number(4), 1 + (tag >> 2));
      }
    }
    if (length != out.length) {
      throw SnappyFrames.corrupt();
    }
    return out;
  }

  /// @param code the length minus one, or 60 to 63 if one to four bytes of it follow
  private void literal(byte[] out, int code) throws BodyException {
    int count = 1 + (code < 60 ? code : number(code - 59));
    if (count <= 0 || count > end - position || count > out.length - length) {
      throw SnappyFrames.corrupt();
    }
    System.arraycopy(in, position, out, length, count);
    position += count;
    length += count;
  }

  /// Copies byte by byte, because a copy may overlap its own output.
  private void copy(byte[] out, int offset, int count) throws BodyException {
    if (offset <= 0 || offset > length || count > out.length - length) {
      throw SnappyFrames.corrupt();
    }
    for (int i = 0; i < count; i++, length++) {
      out[length] = out[length - offset];
    }
  }

  private int number(int bytes) throws BodyException {
    if (bytes > end - position) {
      throw SnappyFrames.corrupt();
    }
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (in[position++] & 0xff) << (8 * i);
    }
    return number;
  }

  private long varint() throws BodyException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES && position < end; i++) {
      byte next = in[position++];
      value |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw SnappyFrames.corrupt();
  }
}
