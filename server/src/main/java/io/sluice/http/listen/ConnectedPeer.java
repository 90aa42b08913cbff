package io.sluice.http.listen;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.SocketAddress;

/// The address of the peer of a connection.
public final class ConnectedPeer {
  private static final AttributeKey<SocketAddress> PEER =
      AttributeKey.valueOf(ConnectedPeer.class, "peer");

  private ConnectedPeer() {}

  /// Determines the address once, when the connection is accepted. Netty would report a vsock
  /// connection as one over a Unix socket.
  public static void remember(Channel channel) throws IOException {
    if (channel instanceof EpollDomainSocketChannel domain
        && domain.fd() instanceof LinuxSocket socket
        && ListenerBinder.isVsock(socket)) {
      channel.attr(PEER).set(socket.remoteVSockAddress());
    }
  }

  /// The address that was determined, or the one that Netty reports.
  public static SocketAddress of(Channel channel) {
    SocketAddress remembered = channel.attr(PEER).get();
    return remembered == null ? channel.remoteAddress() : remembered;
  }
}
