package io.sluice.http.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Installs the handlers of the negotiated HTTP version after the TLS handshake.
final class AlpnHandler extends ApplicationProtocolNegotiationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AlpnHandler.class);

  private final ServerContext server;
  private final ConnectionMemory.Account memory;

  AlpnHandler(ServerContext server, ConnectionMemory.Account memory) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.server = server;
    this.memory = memory;
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
      Http2Connection.start(ctx.channel(), server, session, memory);
    } else {
      ctx.pipeline().addLast(new HttpConnection(server, session, memory));
    }
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    exceptionCaught(ctx, cause);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ConnectionFailure.log("TLS handshake failed", ctx.channel(), cause);
    var _ = ctx.close();
  }
}
