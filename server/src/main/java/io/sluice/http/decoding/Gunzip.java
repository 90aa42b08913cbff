package io.sluice.http.decoding;

import io.sluice.http.BodyException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Decompresses gzip (RFC 1952) with one or more members, with the error messages of Go's
/// `compress/gzip`.
// java.util.zip.GZIPInputStream is not used: it treats garbage after a member as the end, and has
// other messages.
final class Gunzip {
  private static final int FIXED_HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int MAX_STRING_BYTES = 512;
  private static final int HAS_HEADER_CRC = 1 << 1;
  private static final int HAS_EXTRA = 1 << 2;
  private static final int HAS_NAME = 1 << 3;
  private static final int HAS_COMMENT = 1 << 4;
  private static final int BUFFER_BYTES = 8192;

  private final byte[] in;
  private final int maxBytes;
  private final BoundedBuffer out;

  /// Shared by all members, because a body may have millions of empty ones.
  private final byte[] buffer = new byte[BUFFER_BYTES];

  /// Index of the first byte not yet read.
  private int position;

  private Gunzip(byte[] in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
    this.out = new BoundedBuffer(BUFFER_BYTES, maxBytes);
  }

  static byte[] decode(byte[] body, int maxBytes) throws BodyException {
    return new Gunzip(body, maxBytes).decode();
  }

  private byte[] decode() throws BodyException {
    if (in.length == 0) {
      throw BodyException.broken("EOF");
    }
    Inflater inflater = new Inflater(true);
    try {
      while (position < in.length) {
        readHeader();
        inflater.reset();
        readMember(inflater);
      }
      return out.toByteArray();
    } finally {
      inflater.end();
    }
  }

  private void readHeader() throws BodyException {
    int start = position;
    skip(FIXED_HEADER_BYTES);
    boolean isGzip = in[start] == 0x1f && in[start + 1] == (byte) 0x8b && in[start + 2] == 8;
    if (!isGzip) {
      throw invalidHeader();
    }
    int flags = in[start + 3];
    if ((flags & HAS_EXTRA) != 0) {
      skip(2);
      skip(shortAt(position - 2));
    }
    if ((flags & HAS_NAME) != 0) {
      skipString();
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipString();
    }
    if ((flags & HAS_HEADER_CRC) != 0) {
      int expected = (int) crc(in, start, position) & 0xffff;
      skip(2);
      if (shortAt(position - 2) != expected) {
        throw invalidHeader();
      }
    }
  }

  private void readMember(Inflater inflater) throws BodyException {
    inflater.setInput(in, position, in.length - position);
    CRC32 crc = new CRC32();
    while (!inflater.finished()) {
      int count = inflate(inflater);
      if (count == 0 && !inflater.finished()) {
        throw unexpectedEnd();
      }
      if (out.wouldOverflow(count)) {
        throw BodyException.unfoldsTooLarge(maxBytes);
      }
      crc.update(buffer, 0, count);
      out.append(buffer, 0, count);
    }
    position = in.length - inflater.getRemaining();
    int trailer = position;
    skip(TRAILER_BYTES);
    boolean isIntact =
        intAt(trailer) == (int) crc.getValue()
            && intAt(trailer + 4) == (int) inflater.getBytesWritten();
    if (!isIntact) {
      throw BodyException.broken("gzip: invalid checksum");
    }
  }

  private int inflate(Inflater inflater) throws BodyException {
    try {
      return inflater.inflate(buffer);
    } catch (DataFormatException e) {
      // Go reports the offset after the last byte that it has read; the inflater may have read a
      // few bytes more or less.
      throw BodyException.broken("flate: corrupt input before offset " + inflater.getBytesRead());
    }
  }

  private void skip(int count) throws BodyException {
    if (count > in.length - position) {
      throw unexpectedEnd();
    }
    position += count;
  }

  /// Skips a name or a comment with its final zero byte.
  private void skipString() throws BodyException {
    int start = position;
    do {
      if (position - start == MAX_STRING_BYTES) {
        throw invalidHeader();
      }
      skip(1);
    } while (in[position - 1] != 0);
  }

  private int shortAt(int index) {
    return (in[index] & 0xff) | (in[index + 1] & 0xff) << 8;
  }

  private int intAt(int index) {
    return shortAt(index) | shortAt(index + 2) << 16;
  }

  private static long crc(byte[] bytes, int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, to - from);
    return crc.getValue();
  }

  private static BodyException invalidHeader() {
    return BodyException.broken("gzip: invalid header");
  }

  private static BodyException unexpectedEnd() {
    return BodyException.broken("unexpected EOF");
  }
}
