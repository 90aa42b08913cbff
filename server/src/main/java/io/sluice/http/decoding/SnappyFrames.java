package io.sluice.http.decoding;

import io.sluice.http.BodyException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Decompresses the snappy framing format (`framing_format.txt` of google/snappy, file extension
/// `.sz`).
///
/// A stream is a sequence of chunks: one byte of type, three of length (little endian), data.
final class SnappyFrames {
  private static final byte[] MAGIC = "sNaPpY".getBytes(StandardCharsets.US_ASCII);
  private static final int STREAM_IDENTIFIER = 0xff;
  private static final int COMPRESSED = 0x00;
  private static final int UNCOMPRESSED = 0x01;
  private static final int LAST_UNSKIPPABLE = 0x7f;
  private static final int CHUNK_HEADER_BYTES = 4;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MAX_BLOCK_BYTES = 65_536;

  /// The maximum compressed size of a block and its checksum; longer chunks are refused.
  private static final int MAX_CHUNK_BYTES =
      32 + MAX_BLOCK_BYTES + MAX_BLOCK_BYTES / 6 + CHECKSUM_BYTES;

  private static final int CHECKSUM_MASK = 0xa282ead8;

  private final byte[] in;
  private final int maxBytes;
  private final BoundedBuffer out;

  private SnappyFrames(byte[] in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
    this.out = new BoundedBuffer(Math.min(2 * in.length, MAX_BLOCK_BYTES), maxBytes);
  }

  static byte[] decode(byte[] body, int maxBytes) throws BodyException {
    return new SnappyFrames(body, maxBytes).decode();
  }

  private byte[] decode() throws BodyException {
    int position = 0;
    while (position < in.length) {
      if (in.length - position < CHUNK_HEADER_BYTES) {
        throw corrupt();
      }
      int type = in[position] & 0xff;
      if (position == 0 && type != STREAM_IDENTIFIER) {
        throw corrupt();
      }
      int length = lengthAt(position + 1);
      int start = position + CHUNK_HEADER_BYTES;
      checkLength(type, length, in.length - start);
      readChunk(type, start, start + length);
      position = start + length;
    }
    return out.toByteArray();
  }

  private static void checkLength(int type, int length, int available) throws BodyException {
    boolean isReserved = type > UNCOMPRESSED && type <= LAST_UNSKIPPABLE;
    if (length > MAX_CHUNK_BYTES || isReserved) {
      throw BodyException.broken("snappy: unsupported input");
    }
    if (length > available) {
      throw corrupt();
    }
  }

  private void readChunk(int type, int start, int end) throws BodyException {
    switch (type) {
      case STREAM_IDENTIFIER -> {
        if (!Arrays.equals(in, start, end, MAGIC, 0, MAGIC.length)) {
          throw corrupt();
        }
      }
      case COMPRESSED -> {
        checkHasChecksum(start, end);
        byte[] block = SnappyBlock.decode(in, start + CHECKSUM_BYTES, end, MAX_BLOCK_BYTES);
        append(block, 0, block.length, intAt(start));
      }
      case UNCOMPRESSED -> {
        checkHasChecksum(start, end);
        int length = end - start - CHECKSUM_BYTES;
        if (length > MAX_BLOCK_BYTES) {
          throw corrupt();
        }
        append(in, start + CHECKSUM_BYTES, length, intAt(start));
      }
      default -> {
        // Padding, or a chunk type that the format defines as skippable.
      }
    }
  }

  private static void checkHasChecksum(int start, int end) throws BodyException {
    if (end - start < CHECKSUM_BYTES) {
      throw corrupt();
    }
  }

  private void append(byte[] from, int offset, int length, int checksum) throws BodyException {
    CRC32C crc = new CRC32C();
    crc.update(from, offset, length);
    if (Integer.rotateRight((int) crc.getValue(), 15) + CHECKSUM_MASK != checksum) {
      throw corrupt();
    }
    if (out.wouldOverflow(length)) {
      throw BodyException.unfoldsTooLarge(maxBytes);
    }
    out.append(from, offset, length);
  }

  private int lengthAt(int index) {
    return (in[index] & 0xff) | (in[index + 1] & 0xff) << 8 | (in[index + 2] & 0xff) << 16;
  }

  private int intAt(int index) {
    return lengthAt(index) | in[index + 3] << 24;
  }

  static BodyException corrupt() {
    return BodyException.broken("snappy: corrupt input");
  }
}
