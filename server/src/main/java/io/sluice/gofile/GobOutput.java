package io.sluice.gofile;

import io.sluice.go.ByteArrayBuilder;

/// Appends the basic values of gob to a byte buffer.
final class GobOutput {
  private static final int LARGEST_OF_ONE_BYTE = 0x7F;

  private final ByteArrayBuilder out = new ByteArrayBuilder();

  int length() {
    return out.length();
  }

  byte[] array() {
    return out.array();
  }

  void clear() {
    out.clear();
  }

  GobOutput unsigned(long value) {
    if (value >= 0 && value <= LARGEST_OF_ONE_BYTE) {
      out.append((byte) value);
      return this;
    }
    int count = Long.BYTES - Long.numberOfLeadingZeros(value) / Byte.SIZE;
    out.append((byte) -count);
    for (int shift = (count - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      out.append((byte) (value >>> shift));
    }
    return this;
  }

  GobOutput signed(long value) {
    return unsigned(value < 0 ? ~value << 1 | 1 : value << 1);
  }

  GobOutput bytes(byte[] bytes) {
    return bytes(bytes, bytes.length);
  }

  /// Appends the first `length` bytes, preceded by their count.
  GobOutput bytes(byte[] bytes, int length) {
    unsigned(length);
    out.append(bytes, 0, length);
    return this;
  }

  /// Appends bytes without a count.
  GobOutput raw(byte[] bytes) {
    out.append(bytes);
    return this;
  }
}
