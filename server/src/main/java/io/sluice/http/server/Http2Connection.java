package io.sluice.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.sluice.http.RefusalListener;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;

/// One HTTP/2 connection: Netty's codec, and an [Http2Exchange] for each stream.
// The codec detects floods: of resets (200 in 30 s), of empty DATA frames, of small CONTINUATION
// frames, and of pings and settings whose acknowledgements are not read (10,000 queued). It then
// closes the connection with GOAWAY.
final class Http2Connection {
  /// The value of Go's server.
  private static final int MAX_STREAMS = 250;

  private static final int STREAM_WINDOW_BYTES = 1 << 20;

  /// How long open streams may continue when a connection is closed. By default, Netty ends them at
  /// once.
  private static final long STREAMS_GRACE_MILLIS = 10_000;

  private Http2Connection() {}

  static void start(
      Channel channel, ServerContext server, SSLSession tls, ConnectionMemory.Account account) {
    var memory = new Http2Memory(channel, account);
    // A client that closes its side will not send anything more.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new LingeringClose());
    pipeline.addLast(memory.beforeCodec());
    pipeline.addLast(
        new IdleStateHandler(0, 0, server.limits().idleTime().toNanos(), TimeUnit.NANOSECONDS));
    pipeline.addLast(
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(MAX_STREAMS)
                    .initialWindowSize(STREAM_WINDOW_BYTES)
                    .maxHeaderListSize(server.limits().maxHeadBytes()))
            .gracefulShutdownTimeoutMillis(STREAMS_GRACE_MILLIS)
            .build());
    pipeline.addLast(memory.afterCodec());
    pipeline.addLast(
        new Http2MultiplexHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Http2Exchange(server, tls, memory));
              }
            }));
    pipeline.addLast(new Idle(server.refusals()));
  }

  /// Closes a connection that is idle for too long or has failed.
  private static final class Idle extends ChannelInboundHandlerAdapter {
    private final RefusalListener refusals;
    private boolean isClosing;

    Idle(RefusalListener refusals) {
      this.refusals = refusals;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof IdleStateEvent && !isClosing) {
        isClosing = true;
        refusals.refused("idle_time");
        var _ = ctx.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ConnectionFailure.log("connection failed", ctx.channel(), cause);
      boolean isClosedByCodec = Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null;
      if (!isClosedByCodec) {
        var _ = ctx.close();
      }
    }
  }
}
