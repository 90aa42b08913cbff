package io.sluice.http.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/// Closes a TLS connection so that the client receives everything that was sent.
///
/// Closing while the client is still sending would reset the connection, and data that the client
/// has not read would be lost. So only the sending side is closed first, and input is dropped for a
/// moment or until the client closes its side.
@SuppressWarnings("FutureReturnValueIgnored") // the promise notifies the closer
final class LingeringClose extends ChannelDuplexHandler {
  private static final long LINGER_MILLIS = 500;

  private boolean isLeaving;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (isLeaving) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (isLeaving || tls == null || !ctx.channel().isActive()) {
      ctx.close(promise);
      return;
    }
    isLeaving = true;
    tls.closeOutbound();
    ctx.executor().schedule(() -> ctx.close(promise), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }
}
