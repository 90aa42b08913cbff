package io.sluice.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// An HTTP/1.1 server that behaves like Go's, on all the addresses it was started with.
// Threads: one event loop a core, which accepts, reads, calls the handler and writes; one worker a
// core, which makes the chunks of long answers. Nothing else holds a thread, however many clients
// are
// connected or however slowly they read.
public final class HttpServer {
  /// Over the high mark, chunks are no longer pulled and pipelined requests no longer read.
  private static final WriteBufferWaterMark WATER_MARKS =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  private final Transport transport;
  private final EventLoopGroup eventLoops;
  private final ExecutorService workers;
  private final ServerContext context;
  private final List<Channel> listeners = new ArrayList<>();
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  private HttpServer(Transport transport, Handler root, HttpLimits limits) {
    this.transport = transport;
    int cores = Runtime.getRuntime().availableProcessors();
    this.eventLoops =
        new MultiThreadIoEventLoopGroup(
            cores, new DefaultThreadFactory("http"), transport.ioHandlers());
    this.workers =
        Executors.newFixedThreadPool(cores, new DefaultThreadFactory("http-worker", true));
    this.context =
        new ServerContext(
            root, limits, new DateHeader(InstantSource.system()), workers, new AtomicBoolean());
  }

  /// Binds all addresses and serves.
  ///
  /// @throws IOException with Go's words when one cannot be bound; nothing is bound then
  public static HttpServer start(List<Address> addresses, Handler root, HttpLimits limits)
      throws IOException {
    return start(Transport.best(), addresses, root, limits);
  }

  static HttpServer start(
      Transport transport, List<Address> addresses, Handler root, HttpLimits limits)
      throws IOException {
    HttpServer server = new HttpServer(transport, root, limits);
    try {
      for (Address address : addresses) {
        server.bind(address);
      }
      return server;
    } catch (IOException e) {
      server.stop(Duration.ZERO);
      throw e;
    }
  }

  /// Where it listens, in the order it was started with, with the ports that were free.
  public List<InetSocketAddress> addresses() {
    return listeners.stream().map(l -> (InetSocketAddress) l.localAddress()).toList();
  }

  /// Stops accepting, lets requests finish that are being received or answered, and closes.
  ///
  /// @param grace how long they may take; what is not done then is cut off
  public void stop(Duration grace) {
    context.isStopping().set(true);
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    for (Channel connection : connections) {
      ChannelHandlerContext ctx = connection.pipeline().context(HttpConnection.class);
      if (ctx != null) {
        HttpConnection.drain(ctx);
      }
    }
    connections.newCloseFuture().awaitUninterruptibly(grace.toMillis());
    connections.close().awaitUninterruptibly();
    workers.shutdownNow();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void bind(Address address) throws IOException {
    InetSocketAddress resolved = address.resolve();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(transport.serverChannel())
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
            .childHandler(new Connecting())
            .bind(resolved)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw bindFailure(address, resolved, bound.cause());
    }
    listeners.add(bound.channel());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the void promise reports failures
  private final class Connecting extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      connections.add(channel);
      if (context.isStopping().get()) {
        channel.close(channel.voidPromise());
      } else {
        channel.pipeline().addLast(new HttpConnection(context, null));
      }
    }
  }

  private static IOException bindFailure(
      Address address, InetSocketAddress resolved, Throwable cause) {
    String where = address.host().isEmpty() ? address.toString() : Address.format(resolved);
    return new IOException("listen tcp " + where + ": bind: " + reason(cause), cause);
  }

  /// The kernel's words, without those that Java or Netty put before them.
  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    int colon = message.lastIndexOf(": ");
    return (colon < 0 ? message : message.substring(colon + 2)).toLowerCase(Locale.ROOT);
  }
}
