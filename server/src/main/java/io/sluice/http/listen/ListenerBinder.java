package io.sluice.http.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.epoll.VSockAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.http.PeerAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/// Opens listeners.
// TCP works with every transport. All other listeners are file descriptors for Netty's epoll
// transport. A socket that is already listening is registered instead of bound. A channel for Unix
// sockets works with any stream socket, so it is also used for vsock, for which Netty has a socket
// but no channel.
public final class ListenerBinder {
  private static final int SOL_SOCKET = 1;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_VSOCK = 40;

  private static final int VSOCK_BACKLOG = 128;
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET_FILE = 0140000;

  /// A listener that was opened.
  ///
  /// @param name as in logs, with the actual port
  public record Open(Channel channel, String name) {}

  private final Transport transport;
  private final ServerBootstrap bootstrap;

  /// @param bootstrap complete except for the kind of channel and its options
  public ListenerBinder(Transport transport, ServerBootstrap bootstrap) {
    this.transport = transport;
    this.bootstrap = bootstrap;
  }

  /// Opens a listener.
  ///
  /// @throws IOException with Go's message if it has one
  public Open open(ListenAddress listener) throws IOException {
    return switch (listener) {
      case Address address -> tcp(address);
      case UnixAddress address -> unix(address);
      case VsockAddress address -> vsock(address);
      case InheritedSocket socket -> inherited(socket);
    };
  }

  /// The address family of a socket, as a number.
  static int family(LinuxSocket socket) throws IOException {
    return socket.getIntOpt(SOL_SOCKET, SO_DOMAIN);
  }

  static boolean isVsock(LinuxSocket socket) throws IOException {
    return family(socket) == AF_VSOCK;
  }

  private Open tcp(Address address) throws IOException {
    InetSocketAddress resolved = address.resolve();
    ChannelFuture bound =
        tcpBootstrap().channel(transport.serverChannel()).bind(resolved).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String where = address.host().isEmpty() ? address.toString() : PeerAddress.format(resolved);
      throw failure("tcp", where, bound.cause());
    }
    Channel channel = bound.channel();
    return new Open(channel, PeerAddress.format((InetSocketAddress) channel.localAddress()));
  }

  private Open unix(UnixAddress address) throws IOException {
    requireEpoll("unix", address);
    removeStale(address);
    ChannelFuture bound =
        bootstrap
            .clone()
            .channel(EpollServerDomainSocketChannel.class)
            .bind(new DomainSocketAddress(address.path().toString()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw failure("unix", address.path().toString(), bound.cause());
    }
    Files.setPosixFilePermissions(address.path(), address.mode());
    return new Open(bound.channel(), address.toString());
  }

  /// Deletes a socket file on which no process listens: a killed gateway leaves one.
  private static void removeStale(UnixAddress address) throws IOException {
    Path path = address.path();
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & FILE_TYPE) != SOCKET_FILE || isServed(path)) {
      throw failure("unix", path.toString(), new IOException("address already in use"));
    }
    Files.delete(path);
  }

  private static boolean isServed(Path path) {
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return true;
    } catch (ConnectException _) {
      return false;
    } catch (IOException _) {
      return true; // possibly in use: only this process may lack the permission to connect
    }
  }

  private Open vsock(VsockAddress address) throws IOException {
    requireEpoll("vsock", address);
    try {
      LinuxSocket socket = LinuxSocket.newVSockStream();
      socket.bindVSock(new VSockAddress(VSockAddress.VMADDR_CID_ANY, address.port()));
      socket.listen(VSOCK_BACKLOG);
      return new Open(
          register(bootstrap.clone(), () -> unixLike(socket.intValue())), address.toString());
    } catch (IOException | ChannelException e) {
      throw failure("vsock", ":" + Integer.toUnsignedString(address.port()), e);
    }
  }

  private Open inherited(InheritedSocket inherited) throws IOException {
    requireEpoll("fd", inherited);
    int descriptor = inherited.descriptor();
    try {
      LinuxSocket socket = LinuxSocket.newSocket(descriptor); // queries the kind of socket
      if (socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) == 0) {
        throw new IOException("not a listening socket");
      }
      return switch (family(socket)) {
        case AF_INET, AF_INET6 -> {
          Channel channel =
              register(tcpBootstrap(), () -> new EpollServerSocketChannel(descriptor));
          yield new Open(channel, PeerAddress.format((InetSocketAddress) channel.localAddress()));
        }
        case AF_UNIX -> {
          String path = String.valueOf(socket.localDomainSocketAddress().path());
          yield new Open(
              register(bootstrap.clone(), () -> unixLike(descriptor)), UnixAddress.SCHEME + path);
        }
        case AF_VSOCK -> {
          VSockAddress local = socket.localVSockAddress();
          yield new Open(
              register(bootstrap.clone(), () -> unixLike(descriptor)),
              new VsockAddress(local.getPort()).toString());
        }
        default -> throw new IOException("not a socket for streams");
      };
    } catch (IOException | ChannelException e) {
      throw failure("fd", Integer.toString(descriptor), e);
    }
  }

  private static EpollServerDomainSocketChannel unixLike(int descriptor) {
    return new EpollServerDomainSocketChannel(descriptor, true);
  }

  private static Channel register(ServerBootstrap bootstrap, ChannelFactory<ServerChannel> factory)
      throws IOException {
    ChannelFuture registered = bootstrap.channelFactory(factory).register().awaitUninterruptibly();
    if (!registered.isSuccess()) {
      throw new IOException(reason(registered.cause()), registered.cause());
    }
    return registered.channel();
  }

  private ServerBootstrap tcpBootstrap() {
    return bootstrap
        .clone()
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.TCP_NODELAY, true);
  }

  private void requireEpoll(String network, ListenAddress listener) throws IOException {
    if (!transport.isEpoll()) {
      throw new IOException(
          "listen %s: %s: only with Linux's epoll, which is not available here"
              .formatted(network, listener),
          Epoll.unavailabilityCause());
    }
  }

  private static IOException failure(String network, String where, Throwable cause) {
    return new IOException("listen " + network + " " + where + ": bind: " + reason(cause), cause);
  }

  /// The kernel's message, without the prefixes of Java or Netty.
  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    int colon = message.lastIndexOf(": ");
    return (colon < 0 ? message : message.substring(colon + 2)).toLowerCase(Locale.ROOT);
  }
}
