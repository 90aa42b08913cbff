package io.sluice.compress;

import io.sluice.go.ByteArrayBuilder;

/// One gzip member (RFC 1952), stitched together from stretches that were deflated before.
///
/// ```
/// header  run  run  ...  run  empty last block  CRC-32  length
/// ```
public final class GzipMember {
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  /// A last block with fixed Huffman codes that holds nothing.
  private static final byte[] LAST_BLOCK = {3, 0};

  private int crc;
  private long plainBytes;

  /// Appends what a member starts with.
  public void start(ByteArrayBuilder out) {
    out.append(HEADER);
  }

  /// Counts `run` in, the bytes of which are to come next.
  public void add(DeflatedBlock run) {
    crc = Crc32.combine(crc, run.crc(), run.crcShift());
    plainBytes += run.plainBytes();
  }

  /// Appends what a member ends with.
  public void end(ByteArrayBuilder out) {
    out.append(LAST_BLOCK);
    appendInt(out, crc);
    appendInt(out, (int) plainBytes);
  }

  private static void appendInt(ByteArrayBuilder out, int value) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.append((byte) (value >> shift));
    }
  }
}
