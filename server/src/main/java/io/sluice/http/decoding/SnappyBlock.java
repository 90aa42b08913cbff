package io.sluice.http.decoding;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Snappy;
import io.sluice.http.BodyException;

/// Reads one snappy block (`format_description.txt` of google/snappy) with Netty.
///
/// Netty does not compare the length at the start of a block with what the block contains. The
/// checksum of a frame does.
final class SnappyBlock {
  private SnappyBlock() {}

  /// @param maxBytes the most that the block may decompress to
  static byte[] decode(byte[] in, int start, int end, int maxBytes) throws BodyException {
    ByteBuf block = Unpooled.wrappedBuffer(in, start, end - start);
    ByteBuf out = Unpooled.buffer(0, maxBytes);
    try {
      new Snappy().decode(block, out);
    } catch (DecompressionException | IndexOutOfBoundsException _) {
      // The latter if it does not fit.
      throw SnappyFrames.corrupt();
    }
    if (block.isReadable()) {
      throw SnappyFrames.corrupt();
    }
    return ByteBufUtil.getBytes(out);
  }
}
