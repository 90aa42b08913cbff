package io.sluice.http.decoding;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// A byte array that grows with what has really arrived, up to a limit.
///
/// Its room doubles, so that a client who announces much and sends little costs little.
public final class BoundedBuffer {
  private final int maxBytes;
  private byte[] bytes;
  private int length;

  /// @param room how many bytes are expected at once
  public BoundedBuffer(int room, int maxBytes) {
    this.maxBytes = maxBytes;
    this.bytes = new byte[Math.min(room, maxBytes)];
  }

  public int length() {
    return length;
  }

  /// Whether so many more would be over the limit.
  public boolean wouldOverflow(long more) {
    return more > maxBytes - length;
  }

  /// Moves bytes from a buffer to the end; the caller has asked [#wouldOverflow].
  public void append(ByteBuf in, int count) {
    makeRoom(count);
    in.readBytes(bytes, length, count);
    length += count;
  }

  /// Copies bytes to the end; the caller has asked [#wouldOverflow].
  public void append(byte[] from, int offset, int count) {
    makeRoom(count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  /// What was appended; nothing may be appended after it.
  public byte[] toByteArray() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void makeRoom(int count) {
    int needed = Math.addExact(length, count);
    if (needed > bytes.length) {
      long doubled = Math.max(needed, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, Math.max(needed, maxBytes)));
    }
  }
}
