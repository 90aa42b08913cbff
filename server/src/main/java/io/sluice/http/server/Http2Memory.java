package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;

/// What one HTTP/2 connection holds in memory, on its event loop.
//
// Beside what its streams say, that is the codec with the headers that both sides remember, and the
// bytes of a frame or of a list of headers that are not complete. Those are counted as what went
// into the codec since a frame came out of it.
//
// Answers' heads and control frames are not subject to flow control. So that they do not gather in
// the memory, nothing more is read from a client who does not read.
final class Http2Memory {
  /// What the objects of a stream take beside the head of its request, its body and its answer.
  static final int STREAM_BYTES = 2 * 1024;

  /// What the codec takes, 6 KB, and a frame that is not complete.
  private static final int CODEC_BYTES = 24 * 1024;

  /// What flow control lets a client send on all streams before something is read.
  private static final int WINDOW_BYTES = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

  private final Channel connection;
  private final ConnectionMemory.Account account;
  private long streamBytes;
  private int undecided;
  private long unparsedBytes;

  Http2Memory(Channel connection, ConnectionMemory.Account account) {
    this.connection = connection;
    this.account = account;
    if (!account.holdAlways(CODEC_BYTES)) {
      close();
    }
  }

  /// What flow control holds back of what was written to a stream.
  static long pendingBytes(Channel stream) {
    return stream.isWritable()
        ? Math.max(
            0, stream.config().getWriteBufferHighWaterMark() + 1L - stream.bytesBeforeUnwritable())
        : stream.config().getWriteBufferLowWaterMark() + stream.bytesBeforeWritable();
  }

  /// A stream waits for the word who answers, and what comes of its body is not read meanwhile.
  void undecided() {
    if (undecided++ == 0) {
      change(WINDOW_BYTES, false);
    }
  }

  /// A stream does not wait any more.
  void decided() {
    if (--undecided == 0) {
      change(-WINDOW_BYTES, false);
    }
  }

  /// A stream holds this much more, or less.
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

  /// Counts what the streams hold until [#release], even if the connection is closed before.
  void keep() {
    account.keep();
  }

  /// To be called once for each [#keep].
  void release() {
    account.release();
  }

  /// Sees all bytes that come.
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

  /// Sees all frames.
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
    if (!account.hold(streamBytes + unparsed, isAnswering)) {
      close();
    }
  }

  /// At once: a close from the end of the pipeline would wait for the streams to end.
  @SuppressWarnings("FutureReturnValueIgnored") // the connection's future tells
  private void close() {
    ChannelHandlerContext first = connection.pipeline().firstContext();
    if (first != null) {
      first.close();
    }
  }
}
