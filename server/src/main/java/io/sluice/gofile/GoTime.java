package io.sluice.gofile;

import java.nio.ByteBuffer;

/// The binary form of Go's `time.Time`: a version, the seconds since the year 1, the nanoseconds
/// within the second, and the offset of the time zone in minutes; in version 2 also the seconds of
/// that offset. The offset only affects the display of the time.
final class GoTime {
  private static final int BYTES = 15;
  private static final int BYTES_2 = 16;
  private static final long SECONDS_TO_1970 = 62_135_596_800L; // from 0001-01-01
  private static final int NANOS_PER_SECOND = 1_000_000_000;
  private static final short UTC = -1;

  private GoTime() {}

  /// The nanoseconds since 1970.
  ///
  /// @param offset of `bytes` in the file
  static long parse(byte[] bytes, long offset) throws GoFileException {
    int version = bytes.length == 0 ? 0 : bytes[0];
    boolean isKnown =
        (version == 1 && bytes.length == BYTES) || (version == 2 && bytes.length == BYTES_2);
    if (!isKnown) {
      throw new GoFileException(
          "a time in an unknown format: version=%d bytes=%d".formatted(version, bytes.length),
          offset);
    }
    var buffer = ByteBuffer.wrap(bytes);
    long seconds = buffer.getLong(1) - SECONDS_TO_1970;
    int nanos = buffer.getInt(1 + Long.BYTES);
    long max = Long.MAX_VALUE / NANOS_PER_SECOND - 1;
    if (nanos < 0 || nanos >= NANOS_PER_SECOND || seconds < 0 || seconds > max) {
      throw new GoFileException(
          "a time before 1970, after 2262 or with too many nanoseconds: seconds=%d nanos=%d"
              .formatted(seconds, nanos),
          offset);
    }
    return seconds * NANOS_PER_SECOND + nanos;
  }

  /// The bytes of a time given in nanoseconds since 1970.
  static byte[] write(long epochNanos) {
    return ByteBuffer.allocate(BYTES)
        .put((byte) 1)
        .putLong(Math.floorDiv(epochNanos, NANOS_PER_SECOND) + SECONDS_TO_1970)
        .putInt(Math.floorMod(epochNanos, NANOS_PER_SECOND))
        .putShort(UTC)
        .array();
  }
}
