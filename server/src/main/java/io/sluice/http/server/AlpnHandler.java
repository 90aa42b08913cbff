package io.sluice.http.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.sluice.http.PeerAddress;
import io.sluice.http.listen.ConnectedPeer;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Once the TLS handshake is done, goes on with the version of HTTP that was agreed upon.
final class AlpnHandler extends ApplicationProtocolNegotiationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AlpnHandler.class);

  private final ServerContext server;

  AlpnHandler(ServerContext server) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.server = server;
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    SslHandler tls = Objects.requireNonNull(ctx.pipeline().get(SslHandler.class));
    SSLSession session = tls.engine().getSession();
    LOG.atDebug()
        .addKeyValue("remote", ctx.channel().remoteAddress())
        .addKeyValue("version", session.getProtocol())
        .addKeyValue("cipher", session.getCipherSuite())
        .addKeyValue("protocol", protocol)
        .log("TLS handshake done");
    if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
      Http2Connection.start(ctx.channel(), server, session);
    } else {
      ctx.pipeline().addLast(new HttpConnection(server, session));
    }
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    exceptionCaught(ctx, cause);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    FatalErrors.check(cause);
    LOG.atDebug()
        .addKeyValue("remote", PeerAddress.format(ConnectedPeer.of(ctx.channel())))
        .addKeyValue("err", cause.getMessage())
        .log("TLS handshake failed");
    var _ = ctx.close();
  }
}
