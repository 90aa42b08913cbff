package io.sluice.replication;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Reads the format of [WireWriter]. Every method fails with an [IOException] if the bytes end too
/// early.
final class WireReader {
  private final ByteBuffer in;

  WireReader(ByteBuffer in) {
    this.in = in;
  }

  WireReader(byte[] bytes) {
    this(ByteBuffer.wrap(bytes));
  }

  int octet() throws IOException {
    try {
      return in.get() & 0xFF;
    } catch (BufferUnderflowException e) {
      throw tooShort(e);
    }
  }

  int number() throws IOException {
    try {
      return in.getInt();
    } catch (BufferUnderflowException e) {
      throw tooShort(e);
    }
  }

  long longNumber() throws IOException {
    try {
      return in.getLong();
    } catch (BufferUnderflowException e) {
      throw tooShort(e);
    }
  }

  /// A count of elements that take at least one byte each.
  int count() throws IOException {
    int count = number();
    if (count < 0 || count > in.remaining()) {
      throw new IOException(
          "a count exceeds the rest of the message: count=%d left=%d".formatted(count, left()));
    }
    return count;
  }

  UUID id() throws IOException {
    return new UUID(longNumber(), longNumber());
  }

  byte[] blob() throws IOException {
    byte[] blob = new byte[count()];
    in.get(blob);
    return blob;
  }

  String text() throws IOException {
    return new String(blob(), StandardCharsets.UTF_8);
  }

  int left() {
    return in.remaining();
  }

  /// @throws IOException if there is more to read
  void end() throws IOException {
    if (in.hasRemaining()) {
      throw new IOException("trailing data after the message: bytes=" + in.remaining());
    }
  }

  private static IOException tooShort(BufferUnderflowException e) {
    return new IOException("the message is truncated", e);
  }
}
