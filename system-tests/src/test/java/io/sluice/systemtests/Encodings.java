package io.sluice.systemtests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/// Content encodings as a client would apply them.
final class Encodings {
  private static final int SNAPPY_UNCOMPRESSED_CHUNK = 1;
  private static final int SNAPPY_MASK_DELTA = 0xa282ead8;

  private Encodings() {}

  static byte[] gzip(byte[] body) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// The framed format: stream identifier, then one chunk that contains `body` uncompressed. The
  /// chunk's length has three bytes and includes the checksum.
  static byte[] framedSnappy(byte[] body) {
    var crc = new CRC32C();
    crc.update(body);
    int sum = (int) crc.getValue();
    int masked = Integer.rotateRight(sum, 15) + SNAPPY_MASK_DELTA;
    int length = body.length + Integer.BYTES;
    ByteBuffer chunk = ByteBuffer.allocate(length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    chunk.putInt(length << 8 | SNAPPY_UNCOMPRESSED_CHUNK).putInt(masked).put(body);
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0xff, 6, 0, 0});
    out.writeBytes("sNaPpY".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(chunk.array());
    return out.toByteArray();
  }
}
