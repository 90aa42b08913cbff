package io.sluice.http.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sluice.http.Handler;
import io.sluice.http.HttpLimits;
import io.sluice.http.RefusalListener;
import io.sluice.http.TlsSource;
import io.sluice.http.listen.ConnectedPeer;
import io.sluice.http.listen.ListenAddress;
import io.sluice.http.listen.ListenerBinder;
import io.sluice.http.listen.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An HTTP server for HTTP/1.1 and, over TLS, HTTP/2, that behaves like Go's and listens on one or
/// more addresses.
// Threads: one event loop per core, which accepts, reads, calls the handler and writes; one worker
// per core, which generates the chunks of long responses. No other threads are used, independent of
// the number of clients and of how slowly they read.
public final class HttpServer {
  /// Above the high mark, chunks are not pulled and pipelined requests are not read.
  private static final WriteBufferWaterMark WATER_MARKS =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  private final Transport transport;
  private final EventLoopGroup eventLoops;
  private final ExecutorService workers;
  private final ServerContext context;
  private final @Nullable TlsSource tls;
  private final List<ListenerBinder.Open> listeners = new ArrayList<>();
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  private HttpServer(
      Transport transport,
      Handler root,
      HttpLimits limits,
      @Nullable TlsSource tls,
      RefusalListener refusals) {
    this.tls = tls;
    this.transport = transport;
    int cores = Runtime.getRuntime().availableProcessors();
    this.eventLoops =
        new MultiThreadIoEventLoopGroup(
            cores, new DefaultThreadFactory("http"), transport.ioHandlers());
    this.workers =
        Executors.newFixedThreadPool(cores, new DefaultThreadFactory("http-worker", true));
    for (EventExecutor loop : eventLoops) {
      var _ = loop.terminationFuture().addListener(_ -> eventLoopEnded());
    }
    this.context =
        new ServerContext(root, limits, new DateHeader(InstantSource.system()), workers, refusals);
  }

  /// Opens all listeners and serves.
  ///
  /// @param tls provides the context of each handshake, or null for no TLS
  /// @param refusals notified of requests and connections that limits reject
  /// @throws IOException with Go's message if an address cannot be bound; nothing is bound then
  public static HttpServer start(
      List<? extends ListenAddress> listeners,
      Handler root,
      HttpLimits limits,
      @Nullable TlsSource tls,
      RefusalListener refusals)
      throws IOException {
    return start(Transport.best(), listeners, root, limits, tls, refusals);
  }

  public static HttpServer start(
      Transport transport,
      List<? extends ListenAddress> listeners,
      Handler root,
      HttpLimits limits,
      @Nullable TlsSource tls,
      RefusalListener refusals)
      throws IOException {
    HttpServer server = new HttpServer(transport, root, limits, tls, refusals);
    try {
      var acceptFailures = new AcceptFailures(System::nanoTime);
      for (ListenAddress listener : listeners) {
        ListenerBinder.Open opened = server.binding().open(listener);
        server.listeners.add(opened);
        opened.channel().pipeline().addLast(acceptFailures); // behind Netty's acceptor
      }
      return server;
    } catch (IOException e) {
      server.stop(Duration.ZERO);
      throw e;
    }
  }

  /// The TCP addresses on which it listens, in the given order, with the actual ports.
  public List<InetSocketAddress> addresses() {
    return listeners.stream()
        .map(listener -> listener.channel().localAddress())
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .toList();
  }

  /// The listeners in the format of logs.
  public List<String> listenerNames() {
    return listeners.stream().map(ListenerBinder.Open::name).toList();
  }

  /// The memory of connections without bodies, as far as it counts against the limit.
  long usedBytes() {
    return context.capacity().memory().usedBytes();
  }

  /// Stops accepting, lets the requests in progress finish, and closes.
  ///
  /// @param grace how long they may take; then the connections are closed
  @SuppressWarnings("FutureReturnValueIgnored") // what matters is when all are closed
  public void stop(Duration grace) {
    context.isStopping().set(true);
    listeners.forEach(listener -> listener.channel().close().awaitUninterruptibly());
    for (Channel connection : connections) {
      ChannelHandlerContext ctx = connection.pipeline().context(HttpConnection.class);
      if (ctx != null) {
        HttpConnection.drain(ctx);
      } else {
        connection.close(); // with HTTP/2: after the open streams have ended
      }
    }
    connections.newCloseFuture().awaitUninterruptibly(grace.toMillis());
    connections.forEach(HttpServer::cutOff);
    connections.newCloseFuture().awaitUninterruptibly();
    workers.shutdownNow().forEach(Runnable::run); // closes waiting chunks
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /// Closes the channel directly: a close from the end of the pipeline would wait for the closing
  /// handshakes of HTTP/2 and TLS.
  @SuppressWarnings("FutureReturnValueIgnored") // the group's future tells
  private static void cutOff(Channel connection) {
    ChannelHandlerContext first = connection.pipeline().firstContext();
    if (first == null) {
      connection.close();
    } else {
      first.close();
    }
  }

  /// Reports an event loop that has ended unexpectedly: nothing would process its connections any
  /// more.
  private void eventLoopEnded() {
    if (!context.isStopping().get()) {
      Thread thread = Thread.currentThread();
      thread
          .getUncaughtExceptionHandler()
          .uncaughtException(thread, new IllegalStateException("an event loop has ended"));
    }
  }

  private ListenerBinder binding() {
    return new ListenerBinder(
        transport,
        new ServerBootstrap()
            .group(eventLoops)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
            .childHandler(new Connecting()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the void promise reports failures
  private final class Connecting extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) throws IOException {
      ConnectedPeer.remember(channel);
      connections.add(channel);
      if (context.isStopping().get()) {
        channel.close(channel.voidPromise());
      } else if (!context.capacity().connections().tryAcquire()) {
        context.refusals().refused("connections");
        channel.close(channel.voidPromise());
      } else {
        channel.closeFuture().addListener(_ -> context.capacity().connections().release());
        addHandlers(channel);
      }
    }

    private void addHandlers(Channel channel) {
      ConnectionMemory.Account memory =
          context.capacity().memory().open(() -> onLoop(channel, () -> evict(channel)));
      channel.closeFuture().addListener(_ -> memory.close());
      if (tls == null) {
        channel.pipeline().addLast(new HttpConnection(context, null, memory));
        return;
      }
      long timeoutNanos = context.limits().requestTime().toNanos();
      channel
          .pipeline()
          .addLast(
              new TlsHandshakeStarter(tls, timeoutNanos, memory), new AlpnHandler(context, memory));
    }

    /// Runs at once if possible: the sooner the memory is free, the fewer requests are rejected.
    private static void onLoop(Channel channel, Runnable task) {
      if (channel.eventLoop().inEventLoop()) {
        task.run();
      } else {
        channel.eventLoop().execute(task);
      }
    }

    private static void evict(Channel connection) {
      ChannelHandlerContext ctx = connection.pipeline().context(HttpConnection.class);
      if (ctx != null) {
        ((HttpConnection) ctx.handler()).evict(ctx);
      } else {
        cutOff(connection);
      }
    }
  }
}
