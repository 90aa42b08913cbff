package io.sluice.merge;

/// Reads the fields that [AggregationStateCodec] writes, and checks everything.
final class AggregationStateReader {
  private static final int MAX_VARINT_BYTES = 10;

  private final byte[] bytes;
  private int offset;

  AggregationStateReader(byte[] bytes) {
    this.bytes = bytes;
  }

  byte oneByte() {
    require(1);
    return bytes[offset++];
  }

  long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte next = oneByte();
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw corrupt("varint is too long");
  }

  long zigzag() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /// Reads a varint greater than zero.
  long positive() {
    long value = varint();
    if (value <= 0) {
      throw corrupt("not above zero: number=" + value);
    }
    return value;
  }

  /// Reads the count of the following elements, each of which takes at least `bytesEach` bytes.
  int count(int bytesEach) {
    long count = varint();
    if (count < 0 || count > (bytes.length - offset) / bytesEach) {
      throw corrupt("count exceeds the remaining bytes: count=" + count);
    }
    return (int) count;
  }

  double finite() {
    require(Double.BYTES);
    long bits = 0;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      bits |= (bytes[offset++] & 0xFFL) << shift;
    }
    double value = Double.longBitsToDouble(bits);
    if (!Double.isFinite(value)) {
      throw corrupt("not a number: number=" + value);
    }
    return value;
  }

  void requireEnd() {
    if (offset != bytes.length) {
      throw corrupt("unexpected bytes at the end: left=" + (bytes.length - offset));
    }
  }

  IllegalArgumentException corrupt(String problem) {
    return new IllegalArgumentException(
        "not the memory of a family: %s offset=%d length=%d"
            .formatted(problem, offset, bytes.length));
  }

  private void require(int count) {
    if (bytes.length - offset < count) {
      throw corrupt("truncated");
    }
  }
}
