package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.sluice.http.decoding.BoundedBuffer;

/// A body whose length was announced.
final class SizedBody implements IncomingBody {
  private static final int FIRST_ROOM = 4096;

  private final BoundedBuffer bytes;
  private final int size;

  /// @param arrived number of bytes that were already received
  SizedBody(int size, int arrived) {
    this.size = size;
    this.bytes = new BoundedBuffer(Math.max(arrived, FIRST_ROOM), size);
  }

  @Override
  public boolean take(ByteBuf in) {
    bytes.append(in, Math.min(in.readableBytes(), size - bytes.length()));
    return bytes.length() == size;
  }

  @Override
  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
