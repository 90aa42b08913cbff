package io.sluice.http.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/// Closes a connection over TLS so that the client gets what was sent last.
///
/// Closing at once while the client still writes would reset the connection, and whatever it has
/// not read would be lost. So it is told that this was all, and what it writes is dropped for a
/// moment; a client who closes its side ends that.
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
