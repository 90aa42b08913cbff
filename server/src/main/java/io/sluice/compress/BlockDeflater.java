package io.sluice.compress;

import io.sluice.go.ByteArrayBuilder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses blocks of bytes independently of each other. Not thread-safe.
public final class BlockDeflater implements AutoCloseable {
  /// For data that a client is waiting for.
  public static final int FAST = Deflater.BEST_SPEED;

  /// For data that does not change.
  public static final int SMALL = 6;

  private static final int MIN_ROOM_BYTES = 512;
  private static final int BUFFER_BYTES = 8 * 1024;

  private final int level;
  private final Deflater deflater;
  private final CRC32 crc = new CRC32();
  private final LineDeflater lines = new LineDeflater();
  private final ByteArrayBuilder scratch = new ByteArrayBuilder();
  private final byte[] buffer = new byte[BUFFER_BYTES];

  public BlockDeflater(int level) {
    this.level = level;
    this.deflater = new Deflater(level, true);
  }

  public int level() {
    return level;
  }

  /// An empty buffer for the data to compress. It is reused, so that it stays in the processor's
  /// cache.
  public ByteArrayBuilder scratch() {
    scratch.clear();
    return scratch;
  }

  /// Compresses `length` bytes from `offset`.
  public DeflatedBlock deflate(byte[] bytes, int offset, int length) {
    crc.reset();
    crc.update(bytes, offset, length);
    byte[] deflated = level == FAST ? lines.deflate(bytes, offset, length) : null;
    return new DeflatedBlock(
        deflated == null ? zlib(bytes, offset, length) : deflated,
        (int) crc.getValue(),
        Crc32.shift(length),
        length,
        level);
  }

  // SYNC_FLUSH ends at a byte boundary, with an empty stored block. The output is complete when the
  // buffer is not full.
  private byte[] zlib(byte[] bytes, int offset, int length) {
    deflater.reset();
    deflater.setInput(bytes, offset, length);
    var out = new ByteArrayBuilder(length / 8 + MIN_ROOM_BYTES);
    int count;
    do {
      count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      out.append(buffer, 0, count);
    } while (count == buffer.length);
    return out.toByteArray();
  }

  @Override
  public void close() {
    deflater.end();
  }
}
