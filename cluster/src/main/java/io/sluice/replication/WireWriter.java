package io.sluice.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// Writes messages between nodes and log entries. [WireReader] reads them. All numbers are
/// big-endian.
final class WireWriter {
  private byte[] bytes = new byte[256];
  private int length;

  WireWriter octet(int value) {
    room(1).put((byte) value);
    return this;
  }

  WireWriter number(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  WireWriter number(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  WireWriter id(UUID id) {
    return number(id.getMostSignificantBits()).number(id.getLeastSignificantBits());
  }

  WireWriter blob(byte[] blob) {
    number(blob.length);
    room(blob.length).put(blob);
    return this;
  }

  WireWriter text(String text) {
    return blob(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /// A buffer for the next `count` bytes of the result.
  private ByteBuffer room(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, count)));
    }
    ByteBuffer room = ByteBuffer.wrap(bytes, length, count);
    length += count;
    return room;
  }
}
