package io.sluice.http;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.epoll.VSockAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// The other side of a connection.
public final class Peer {
  private static final AttributeKey<SocketAddress> PEER = AttributeKey.valueOf(Peer.class, "peer");

  private Peer() {}

  /// Looks it up once, when the connection was accepted. Netty would take one by vsock for one by a
  /// Unix socket.
  static void remember(Channel channel) throws IOException {
    if (channel instanceof EpollDomainSocketChannel domain
        && domain.fd() instanceof LinuxSocket socket
        && Binding.isVsock(socket)) {
      channel.attr(PEER).set(socket.remoteVSockAddress());
    }
  }

  static SocketAddress of(Channel channel) {
    SocketAddress remembered = channel.attr(PEER).get();
    return remembered == null ? channel.remoteAddress() : remembered;
  }

  /// As logs show it: `127.0.0.1:59290`, `unix` (most clients of a Unix socket have no name),
  /// `vsock:3:1024`.
  public static String format(SocketAddress peer) {
    return switch (peer) {
      case InetSocketAddress address -> Address.format(address);
      case DomainSocketAddress _ -> "unix";
      case VSockAddress address ->
          "vsock:%s:%s"
              .formatted(
                  Integer.toUnsignedString(address.getCid()),
                  Integer.toUnsignedString(address.getPort()));
      default -> peer.toString();
    };
  }
}
