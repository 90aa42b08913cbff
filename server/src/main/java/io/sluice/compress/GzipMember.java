package io.sluice.compress;

import io.sluice.go.ByteArrayBuilder;

/// A gzip member (RFC 1952) that is assembled from blocks that were already compressed.
///
/// ```
/// header  run  run  ...  run  empty last block  CRC-32  length
/// ```
public final class GzipMember {
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  /// An empty last block with fixed Huffman codes.
  private static final byte[] LAST_BLOCK = {3, 0};

  private int crc;
  private long plainBytes;

  /// Appends the header of the member.
  public void start(ByteArrayBuilder out) {
    out.append(HEADER);
  }

  /// Adds a block to the checksum and the length. The caller must write its bytes next.
  public void add(DeflatedBlock run) {
    crc = Crc32.combine(crc, run.crc(), run.crcShift());
    plainBytes += run.plainBytes();
  }

  /// Appends the end of the member.
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
