package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;

/// Accounts for the memory of an HTTP/2 connection. Used only on its event loop.
//
// In addition to the memory of its streams, this is the codec with its header tables, and the bytes
// of an incomplete frame or header list. The latter are counted as the bytes that were passed to
// the codec since it emitted a frame.
//
// The heads of responses and control frames are not subject to flow control. To limit their memory,
// nothing more is read from a client that does not read.
final class Http2Memory {
  /// The objects of a stream, without the head, the body and the response.
  static final int STREAM_BYTES = 2 * 1024;

  /// The codec, 6 KB, and an incomplete frame.
  private static final int CODEC_BYTES = 24 * 1024;

  /// The bytes that flow control allows a client to send on all streams before something is read.
  private static final int WINDOW_BYTES = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

  private final Channel connection;
  private final ConnectionMemory.Account account;
  private long streamBytes;
  private int undecided;
  private long unparsedBytes;

  Http2Memory(Channel connection, ConnectionMemory.Account account) {
    this.connection = connection;
    this.account = account;
    if (!account.addFixed(CODEC_BYTES)) {
      close();
    }
  }

  /// The bytes written to a stream that flow control holds back.
  static long pendingBytes(Channel stream) {
    return stream.isWritable()
        ? Math.max(
            0, stream.config().getWriteBufferHighWaterMark() + 1L - stream.bytesBeforeUnwritable())
        : stream.config().getWriteBufferLowWaterMark() + stream.bytesBeforeWritable();
  }

  /// Called when a stream waits for admission; its body is not read meanwhile.
  void undecided() {
    if (undecided++ == 0) {
      change(WINDOW_BYTES, false);
    }
  }

  /// Called when a stream no longer waits for admission.
  void decided() {
    if (--undecided == 0) {
      change(-WINDOW_BYTES, false);
    }
  }

  /// Changes the memory of a stream.
  ///
  /// @param isAnswering whether its request is being answered
  void change(long moreBytes, boolean isAnswering) {
    if (moreBytes == 0) {
      return;
    }
    streamBytes += moreBytes;
    if (moreBytes < 0) {
      account.renew();
    }
    settle(isAnswering);
  }

  /// Keeps counting the memory of the streams until [#release], even if the connection is closed
  /// before.
  void keep() {
    account.keep();
  }

  /// Must be called once for each [#keep].
  void release() {
    account.release();
  }

  /// Counts all received bytes.
  ChannelHandler beforeCodec() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
          unparsedBytes += bytes.readableBytes();
        }
        ctx.fireChannelRead(message);
      }

      @Override
      public void channelReadComplete(ChannelHandlerContext ctx) {
        settle(false);
        ctx.fireChannelReadComplete();
      }

      @Override
      public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
      }
    };
  }

  /// Observes all frames.
  ChannelHandler afterCodec() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object frame) {
        unparsedBytes = 0;
        ctx.fireChannelRead(frame);
      }
    };
  }

  private void settle(boolean isAnswering) {
    long unparsed = Math.max(0, unparsedBytes - CODEC_BYTES);
    if (!account.update(streamBytes + unparsed, isAnswering)) {
      close();
    }
  }

  /// Closes the channel directly: a close from the end of the pipeline would wait for the streams
  /// to end.
  @SuppressWarnings("FutureReturnValueIgnored") // the connection's future tells
  private void close() {
    ChannelHandlerContext first = connection.pipeline().firstContext();
    if (first != null) {
      first.close();
    }
  }
}
