package io.sluice.http.listen;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/// The I/O mechanism that Netty uses.
public record Transport(IoHandlerFactory ioHandlers, Class<? extends ServerChannel> serverChannel) {
  /// Linux's epoll.
  static Transport epoll() {
    return new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
  }

  /// The JDK's NIO, which is always available.
  public static Transport nio() {
    return new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
  }

  boolean isEpoll() {
    return serverChannel == EpollServerSocketChannel.class;
  }

  /// The fastest transport whose native library can be loaded.
  public static Transport best() {
    return Epoll.isAvailable() ? epoll() : nio();
  }
}
