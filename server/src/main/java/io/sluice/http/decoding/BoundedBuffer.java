package io.sluice.http.decoding;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// A byte array that grows with the received bytes, up to a limit.
///
/// Its capacity doubles as needed, so that a client that announces much and sends little uses
/// little memory.
public final class BoundedBuffer {
  private final int maxBytes;
  private byte[] bytes;
  private int length;

  /// @param room the initial capacity
  public BoundedBuffer(int room, int maxBytes) {
    this.maxBytes = maxBytes;
    this.bytes = new byte[Math.min(room, maxBytes)];
  }

  public int length() {
    return length;
  }

  /// Whether `more` bytes would exceed the limit.
  public boolean wouldOverflow(long more) {
    return more > maxBytes - length;
  }

  /// Appends bytes from a buffer. Check [#wouldOverflow] before.
  public void append(ByteBuf in, int count) {
    makeRoom(count);
    in.readBytes(bytes, length, count);
    length += count;
  }

  /// Appends bytes from an array. Check [#wouldOverflow] before.
  public void append(byte[] from, int offset, int count) {
    makeRoom(count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  /// The appended bytes. Nothing may be appended after this call.
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
