package io.sluice.http;

import io.netty.channel.epoll.VSockAddress;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// The address of a peer, or of a listener, as text.
public final class PeerAddress {
  private PeerAddress() {}

  /// The format in logs: `127.0.0.1:59290`, `unix` (most clients of a Unix socket have no name),
  /// `vsock:3:1024`.
  public static String format(SocketAddress peer) {
    return switch (peer) {
      case InetSocketAddress address -> format(address);
      case DomainSocketAddress _ -> "unix";
      case VSockAddress address ->
          "vsock:%s:%s"
              .formatted(
                  Integer.toUnsignedString(address.getCid()),
                  Integer.toUnsignedString(address.getPort()));
      default -> peer.toString();
    };
  }

  /// An IP address and port: `[::]:9091`, `127.0.0.1:9091`.
  public static String format(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip == null) {
      return address.getHostString() + ":" + address.getPort();
    }
    if (ip.isAnyLocalAddress()) {
      return "[::]:" + address.getPort();
    }
    return join(ip.getHostAddress(), address.getPort());
  }

  /// A host and a port, with brackets around an IPv6 address.
  public static String join(String host, int port) {
    if (host.indexOf(':') < 0) {
      return host + ":" + port;
    }
    return "[" + compress(host) + "]:" + port;
  }

  /// Java writes `0:0:0:0:0:0:0:1` for `::1`.
  private static String compress(String ipv6) {
    return ipv6.replaceFirst("(^|:)0(:0)+(:|$)", "::");
  }
}
