package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.sluice.http.PeerAddress;
import io.sluice.http.TlsSource;
import io.sluice.http.listen.ConnectedPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for the first bytes of a TLS connection, then requests the context for the handshake and
/// reserves memory.
///
/// A client that uses plain HTTP gets the error message of Go's server.
final class TlsHandshakeStarter extends ByteToMessageDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(TlsHandshakeStarter.class);
  private static final int RECORD_HEADER_BYTES = 5;
  private static final Set<String> HTTP = Set.of("GET /", "HEAD ", "POST ", "PUT /", "OPTIO");
  private static final byte[] PLAIN_HTTP =
      "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
          .getBytes(StandardCharsets.US_ASCII);

  /// The memory of a connection: 7 KB of objects after the handshake, and an incomplete record.
  private static final int TLS_BYTES = 24 * 1024;

  private final TlsSource source;
  private final long timeoutNanos;
  private final ConnectionMemory.Account memory;
  private @Nullable Future<?> timeout;

  /// @param timeoutNanos the maximum time until a handshake begins, and the maximum duration of it
  TlsHandshakeStarter(TlsSource source, long timeoutNanos, ConnectionMemory.Account memory) {
    this.source = source;
    this.timeoutNanos = timeoutNanos;
    this.memory = memory;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timeout = ctx.executor().schedule(() -> close(ctx), timeoutNanos, TimeUnit.NANOSECONDS);
  }

  private static void close(ChannelHandlerContext ctx) {
    var _ = ctx.close();
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < RECORD_HEADER_BYTES) {
      return;
    }
    byte[] first = ByteBufUtil.getBytes(in, in.readerIndex(), RECORD_HEADER_BYTES);
    if (HTTP.contains(new String(first, StandardCharsets.ISO_8859_1))) {
      in.skipBytes(in.readableBytes());
      ctx.writeAndFlush(ctx.alloc().buffer(PLAIN_HTTP.length).writeBytes(PLAIN_HTTP))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    if (!memory.addFixed(TLS_BYTES)) {
      in.skipBytes(in.readableBytes());
      var _ = ctx.close();
      return;
    }
    try {
      SslHandler handshake = source.context().newHandler(ctx.alloc());
      handshake.setHandshakeTimeout(timeoutNanos, TimeUnit.NANOSECONDS);
      ctx.pipeline().replace(this, null, handshake);
    } catch (IOException e) {
      LOG.atDebug()
          .addKeyValue("remote", PeerAddress.format(ConnectedPeer.of(ctx.channel())))
          .addKeyValue("err", e.getMessage())
          .log("refused a TLS handshake");
      in.skipBytes(in.readableBytes());
      var _ = ctx.close();
    }
  }
}
