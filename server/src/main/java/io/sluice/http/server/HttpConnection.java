package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.sluice.http.Admission;
import io.sluice.http.BadRequestException;
import io.sluice.http.BodyException;
import io.sluice.http.Handler;
import io.sluice.http.HttpLimits;
import io.sluice.http.PeerAddress;
import io.sluice.http.Response;
import io.sluice.http.Target;
import io.sluice.http.decoding.BoundedBuffer;
import io.sluice.http.listen.ConnectedPeer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP/1.1 connection: parses requests and writes responses.
// Everything happens on the channel's event loop. Requests are processed one after the other, as
// required for pipelining: during a request, further bytes wait in `received`, and above
// PAUSE_BYTES in the kernel. A complete small request is read from the buffer in which it was
// received.
//
//   head == null                       reading a head
//   head != null, handler == null      waiting for admission; isAnswering is set as well
//   head != null, !isAnswering         reading its body
//   head != null, isAnswering          waiting for the handler, or sending chunks
//   isLeaving                          the last response is written; further input is dropped
//
// Failed writes are reported to exceptionCaught through the void promise.
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
  private static final int PAUSE_BYTES = 64 * 1024;
  private static final int CHECKS_PER_LIMIT = 4;

  /// How long to wait for a refused client that is still sending. Closing at once would reset the
  /// connection, and the response could be lost.
  private static final long LINGER_MILLIS = 500;

  /// How long a response may take after the client has closed its side.
  private static final long HALF_CLOSED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ServerContext server;
  private final @Nullable SSLSession tls;
  private final ConnectionMemory.Account memory;

  private @Nullable ByteBuf received;
  private @Nullable RequestDecoder decoder;
  private @Nullable RequestHead head;

  /// The decision about `head` that was not processed yet.
  private @Nullable Admission admission;

  private @Nullable Handler handler;
  private @Nullable BoundedBuffer body;
  private @Nullable ChunkedReply reply;
  private boolean isAnswering;
  private boolean isLeaving;
  private boolean isPaused;
  private boolean hasInputEnded;
  private boolean hasUnflushed;

  /// Whether the client has closed the channel, and when it closed its side, or 0. Read by the
  /// thread that processes the request.
  private volatile boolean isDisconnected;

  private volatile long inputEndNanos;

  /// Whether the memory has to be accounted for again after the client has read everything.
  private boolean isDrainAwaited;

  /// The part of the memory for bodies that this connection's request holds.
  private int reservedBytes;

  /// When the connection's current activity began or last made progress.
  private long sinceNanos = System.nanoTime();

  private @Nullable Future<?> watch;

  /// @param tls the TLS session, or null without TLS
  /// @param memory the account of the connection
  HttpConnection(ServerContext server, @Nullable SSLSession tls, ConnectionMemory.Account memory) {
    this.server = server;
    this.tls = tls;
    this.memory = memory;
  }

  /// Called when the server is stopping. Closes the connection if no request is in progress;
  /// otherwise the next response closes it. Thread-safe.
  static void drain(ChannelHandlerContext ctx) {
    HttpConnection connection = (HttpConnection) ctx.handler();
    ctx.executor().execute(() -> connection.closeIfIdle(ctx));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.pipeline().addBefore(ctx.name(), null, new ResponseEncoder());
    HttpLimits limits = server.limits();
    long shortest = Math.min(limits.requestTime().toNanos(), limits.idleTime().toNanos());
    long period = shortest / CHECKS_PER_LIMIT;
    watch =
        ctx.executor()
            .scheduleWithFixedDelay(() -> checkTime(ctx), period, period, TimeUnit.NANOSECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (watch != null) {
      watch.cancel(false);
    }
    dropDecoder();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (isLeaving) {
      in.release();
      return;
    }
    if (received == null && head == null) {
      sinceNanos = System.nanoTime();
    }
    received =
        received == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), received, in);
    readRequests(ctx);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flush(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    sinceNanos = System.nanoTime();
    memory.renew();
    if (!ctx.channel().isWritable()) {
      return;
    }
    if (reply != null) {
      reply.pull();
      settle(ctx);
    } else {
      readRequests(ctx);
      flush(ctx);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      hasInputEnded = true;
      inputEndNanos = System.nanoTime() | 1;
      if (isLeaving || (reply != null && reply.isLive())) {
        ctx.close();
      } else {
        readRequests(ctx);
        flush(ctx);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    isDisconnected = true;
    isLeaving = true;
    if (reply != null) {
      reply.abandon();
      reply = null;
    }
    body = null;
    dropReceived();
    if (!isAnswering) {
      releaseReserved();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ConnectionFailure.log("connection failed", ctx.channel(), cause);
    ctx.close();
  }

  /// Closes the connection because others need its memory.
  void evict(ChannelHandlerContext ctx) {
    boolean isReading = handler == null && (head != null || received != null);
    if (isReading && !isLeaving) {
      refuse(ctx, "503 Service Unavailable", server.capacity().memory().overloaded());
    } else {
      isLeaving = true;
      ctx.close();
    }
  }

  /// Accounts for the memory that the connection holds now, and closes the connection if the limit
  /// is exceeded.
  private void settle(ChannelHandlerContext ctx) {
    long pending = pendingBytes(ctx);
    long bytes = pending;
    if (received != null) {
      bytes += received.capacity();
    }
    if (head != null) {
      bytes += head.retainedBytes();
    }
    if (decoder != null) {
      bytes += decoder.retainedBytes();
    }
    if (reply != null) {
      bytes += reply.retainedBytes();
    }
    if (!memory.update(bytes, isAnswering) && !isLeaving) {
      evict(ctx);
    } else if (pending > 0 && !isDrainAwaited) {
      isDrainAwaited = true;
      // Deferred, because the written bytes still count as pending while the listener is called.
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(_ -> ctx.executor().execute(() -> drained(ctx)));
    }
  }

  private void drained(ChannelHandlerContext ctx) {
    isDrainAwaited = false;
    if (ctx.channel().isActive()) {
      settle(ctx);
    }
  }

  private static long pendingBytes(ChannelHandlerContext ctx) {
    ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
    return out == null ? 0 : out.totalPendingWriteBytes();
  }

  private void checkTime(ChannelHandlerContext ctx) {
    long age = System.nanoTime() - sinceNanos;
    if (isLeaving) {
      if (age > server.limits().idleTime().toNanos()) {
        ctx.close(); // the client does not read its last response
      }
      return;
    }
    boolean isReading = !isAnswering && (head != null || received != null);
    if (isReading) {
      if (age > server.limits().requestTime().toNanos()) {
        refuse(ctx, "408 Request Timeout", server.tooSlow());
      }
    } else if (age > server.limits().idleTime().toNanos() && !isWaitingForHandler(ctx)) {
      server.refusals().refused("idle_time");
      ctx.close();
    }
  }

  /// A client that has closed only its sending side looks like one that has disconnected, so it
  /// gets some time.
  private boolean isAbandoned() {
    long end = inputEndNanos;
    return isDisconnected || (end != 0 && System.nanoTime() - end > HALF_CLOSED_NANOS);
  }

  private boolean isWaitingForHandler(ChannelHandlerContext ctx) {
    return isAnswering && ctx.channel().isWritable();
  }

  /// Refuses a request whose head may be incomplete.
  ///
  /// @param status code and reason, as in the status line
  private void refuse(ChannelHandlerContext ctx, String status, Response answer) {
    if (head == null) {
      String text = new String(((Response.Bytes) answer.body()).bytes(), StandardCharsets.US_ASCII);
      refuse(ctx, new BadRequestException(status, text));
    } else {
      refuse(ctx, answer);
    }
    flush(ctx);
  }

  private void closeIfIdle(ChannelHandlerContext ctx) {
    if (head == null && received == null && !isLeaving) {
      ctx.close();
    }
  }

  private void readRequests(ChannelHandlerContext ctx) {
    try {
      while (mayRead(ctx) && readRequest(ctx)) {
        // Each iteration reads one request and, if its handler completes at once, responds to it.
      }
      if (hasInputEnded && !isAnswering && !isLeaving && ctx.channel().isWritable()) {
        inputEnded(ctx);
      }
    } catch (BadRequestException e) {
      refuse(ctx, e);
    } catch (BodyException e) {
      refuse(ctx, server.refusedBody(e));
    }
    if (received != null && !received.isReadable()) {
      dropReceived();
    }
    pauseOrResume(ctx);
  }

  private boolean mayRead(ChannelHandlerContext ctx) {
    return !isAnswering
        && !isLeaving
        && (admission != null || (received != null && received.isReadable()))
        && ctx.channel().isWritable();
  }

  /// Continues to read, and handles the request when it is complete.
  ///
  /// @return false if more bytes are needed
  private boolean readRequest(ChannelHandlerContext ctx) throws BadRequestException, BodyException {
    ByteBuf in = received == null ? Unpooled.EMPTY_BUFFER : received;
    if (head == null) {
      head = decoder(ctx).readHead(in);
      return head != null && admit(ctx, head, in);
    }
    if (admission != null) {
      Admission decided = admission;
      admission = null;
      return act(ctx, head, decided, in);
    }
    return readBody(ctx, head, in, false);
  }

  /// Requests the admission of the request. Until the decision is made, its body is not read.
  private boolean admit(ChannelHandlerContext ctx, RequestHead head, ByteBuf in)
      throws BadRequestException, BodyException {
    if (!isExpectationKnown(head)) {
      refuse(ctx, Response.empty(417));
      return false;
    }
    CompletableFuture<Admission> decision =
        server.admit(() -> head.request(RequestHead.NO_BODY, ctx.channel().remoteAddress(), tls));
    if (decision.isDone()) {
      return act(ctx, head, decision.join(), in);
    }
    isAnswering = true;
    decision.thenAcceptAsync(decided -> actLater(ctx, decided), ctx.executor());
    return false;
  }

  private void actLater(ChannelHandlerContext ctx, Admission decided) {
    if (isLeaving) {
      return;
    }
    isAnswering = false;
    admission = decided;
    sinceNanos = System.nanoTime();
    readRequests(ctx);
    flush(ctx);
  }

  private boolean act(ChannelHandlerContext ctx, RequestHead head, Admission decided, ByteBuf in)
      throws BadRequestException, BodyException {
    if (decided instanceof Admission.Refused(Response response) && !isBodyThere(head, in)) {
      refuse(ctx, response);
      return false;
    }
    handler = decided.handler();
    body = head.hasBody() ? bodyOf(head, in) : null;
    return readBody(ctx, head, in, true);
  }

  /// Whether the complete body was received. Always false for a chunked body.
  private static boolean isBodyThere(RequestHead head, ByteBuf in) {
    return !head.isChunked() && head.contentLength() <= in.readableBytes();
  }

  private boolean readBody(ChannelHandlerContext ctx, RequestHead head, ByteBuf in, boolean isNew)
      throws BadRequestException, BodyException {
    if (body != null && !takeBody(ctx, body, in)) {
      if (isLeaving) {
        return false;
      }
      if (isNew && head.expect() != null && !head.isHttp10()) {
        ctx.writeAndFlush(ResponseHead.goOn(), ctx.voidPromise());
      }
      return false;
    }
    isAnswering = true;
    dispatch(ctx, head, body == null ? RequestHead.NO_BODY : body.toByteArray());
    return true;
  }

  /// @return whether the body is complete; if not, it may have been refused
  private boolean takeBody(ChannelHandlerContext ctx, BoundedBuffer body, ByteBuf in)
      throws BadRequestException, BodyException {
    int before = in.readableBytes();
    boolean isComplete = decoder(ctx).readBody(in, body);
    int taken = before - in.readableBytes();
    Response overloaded = server.reserve(taken);
    if (overloaded != null) {
      refuse(ctx, overloaded);
      return false;
    }
    reservedBytes += taken;
    return isComplete;
  }

  private RequestDecoder decoder(ChannelHandlerContext ctx) {
    if (decoder == null) {
      decoder = new RequestDecoder(server, ctx);
    }
    return decoder;
  }

  private static boolean isExpectationKnown(RequestHead head) {
    return head.expect() == null || head.expect().equalsIgnoreCase("100-continue");
  }

  private BoundedBuffer bodyOf(RequestHead head, ByteBuf in) throws BodyException {
    int maxBytes = server.limits().maxBodyBytes();
    if (head.isChunked()) {
      return new BoundedBuffer(RequestHead.FIRST_ROOM, maxBytes);
    }
    if (head.contentLength() > maxBytes) {
      throw BodyException.tooLarge(maxBytes);
    }
    int room = Math.max(in.readableBytes(), RequestHead.FIRST_ROOM);
    return new BoundedBuffer(room, (int) head.contentLength());
  }

  private void dispatch(ChannelHandlerContext ctx, RequestHead head, byte[] body) {
    if (head.target().raw().equals(Target.SERVER)) {
      answerForServer(ctx, head);
      return;
    }
    server.dispatch(
        Objects.requireNonNull(handler),
        head.request(body, ConnectedPeer.of(ctx.channel()), tls, this::isAbandoned),
        ctx.executor(),
        response -> answer(ctx, head, response),
        response -> answerLater(ctx, head, response));
  }

  /// Responds to the target `*`, which is only valid for `OPTIONS`.
  private void answerForServer(ChannelHandlerContext ctx, RequestHead head) {
    if (head.method().equals("OPTIONS")) {
      answer(ctx, head, Response.empty(200));
    } else {
      refuse(ctx, Response.empty(400));
    }
  }

  private void answerLater(ChannelHandlerContext ctx, RequestHead head, Response response) {
    if (isLeaving) {
      releaseReserved();
      response.close();
      return;
    }
    try {
      answer(ctx, head, response);
      readRequests(ctx);
      flush(ctx);
    } catch (OutOfMemoryError e) {
      exceptionCaught(ctx, e); // Netty would only log it
    }
  }

  private void answer(ChannelHandlerContext ctx, RequestHead head, Response response) {
    releaseReserved();
    boolean keepsAlive = head.keepsAlive() && !server.isStopping().get();
    switch (response.body()) {
      case Response.Bytes content -> {
        writeBytes(ctx, head, response, content.bytes(), keepsAlive);
        answered(ctx, keepsAlive);
      }
      case Response.Chunks chunks -> writeChunks(ctx, head, response, chunks, keepsAlive);
    }
  }

  private void writeBytes(
      ChannelHandlerContext ctx,
      RequestHead head,
      Response response,
      byte[] content,
      boolean keepsAlive) {
    boolean isForHead = head.method().equals("HEAD");
    boolean hasContent = !isForHead && mayHaveBody(response.status());
    ResponseHead answer = new ResponseHead(head, response);
    if (hasContent || (isForHead && content.length > 0)) {
      answer.addLength(content.length);
    }
    answer.addLast(keepsAlive, server.date());
    write(ctx, answer.with(hasContent ? Unpooled.wrappedBuffer(content) : Unpooled.EMPTY_BUFFER));
  }

  private void writeChunks(
      ChannelHandlerContext ctx,
      RequestHead head,
      Response response,
      Response.Chunks chunks,
      boolean keepsAlive) {
    boolean staysOpen = keepsAlive && !head.isHttp10();
    ResponseHead answer = new ResponseHead(head, response);
    answer.addChunked();
    answer.addLast(staysOpen, server.date());
    if (head.method().equals("HEAD")) {
      write(ctx, answer.with(Unpooled.EMPTY_BUFFER));
      chunks.close();
      answered(ctx, staysOpen);
      return;
    }
    write(ctx, answer.withoutBody());
    reply =
        new ChunkedReply(
            ctx.channel(),
            chunks,
            server.workers(),
            DefaultHttpContent::new,
            () -> settle(ctx),
            () -> chunksSent(ctx, staysOpen),
            memory::release);
    memory.keep();
    reply.start();
  }

  private void chunksSent(ChannelHandlerContext ctx, boolean staysOpen) {
    if (isLeaving) {
      return;
    }
    write(ctx, LastHttpContent.EMPTY_LAST_CONTENT);
    answered(ctx, staysOpen);
    readRequests(ctx);
    flush(ctx);
  }

  private static boolean mayHaveBody(int status) {
    return status >= 200 && status != 204 && status != 304;
  }

  private void answered(ChannelHandlerContext ctx, boolean keepsAlive) {
    head = null;
    handler = null;
    body = null;
    reply = null;
    if (decoder != null && !decoder.isReusable()) {
      dropDecoder();
    }
    isAnswering = false;
    sinceNanos = System.nanoTime();
    memory.renew();
    if (!keepsAlive) {
      boolean hasMore = received != null && received.isReadable();
      leave(ctx, hasMore);
    }
  }

  /// Responds to an invalid request, and closes the connection.
  private void refuse(ChannelHandlerContext ctx, BadRequestException reason) {
    LOG.atDebug()
        .addKeyValue("remote", PeerAddress.format(ConnectedPeer.of(ctx.channel())))
        .addKeyValue("status", reason.status())
        .log("refused a request");
    write(ctx, ResponseHead.refusal(reason));
    leave(ctx, true);
  }

  private void refuse(ChannelHandlerContext ctx, Response response) {
    RequestHead refused = Objects.requireNonNull(head);
    byte[] content = ((Response.Bytes) response.body()).bytes();
    server
        .refusals()
        .answered(
            refused.request(RequestHead.NO_BODY, ctx.channel().remoteAddress(), tls), response);
    writeBytes(ctx, refused, response, content, false);
    leave(ctx, true);
  }

  private void inputEnded(ChannelHandlerContext ctx) {
    boolean isCutOff = head != null || (received != null && received.isReadable());
    if (isCutOff) {
      refuse(ctx, BadRequestException.plain());
    } else {
      leave(ctx, false);
    }
  }

  /// Closes the connection after everything is written, after a short wait for a client that may
  /// still be sending.
  private void leave(ChannelHandlerContext ctx, boolean mayBeSending) {
    isLeaving = true;
    sinceNanos = System.nanoTime();
    dropReceived();
    releaseReserved();
    boolean lingers = mayBeSending && !hasInputEnded;
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (lingers && ctx.channel() instanceof DuplexChannel channel) {
                endOutput(ctx, channel);
                ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
              } else {
                ctx.close();
              }
            });
  }

  private static void endOutput(ChannelHandlerContext ctx, DuplexChannel channel) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.shutdownOutput();
    } else {
      tls.closeOutbound();
    }
  }

  private void releaseReserved() {
    server.capacity().bodyBytes().release(reservedBytes);
    reservedBytes = 0;
  }

  private void pauseOrResume(ChannelHandlerContext ctx) {
    boolean hasEnough =
        received != null
            && received.readableBytes() > PAUSE_BYTES
            && (isAnswering || !ctx.channel().isWritable());
    if (hasEnough != isPaused) {
      isPaused = hasEnough;
      ctx.channel().config().setAutoRead(!hasEnough);
    }
  }

  private void dropReceived() {
    if (received != null) {
      received.release();
      received = null;
    }
  }

  private void dropDecoder() {
    if (decoder != null) {
      decoder.close();
      decoder = null;
    }
  }

  private void write(ChannelHandlerContext ctx, HttpObject message) {
    hasUnflushed = true;
    ctx.write(message, ctx.voidPromise());
  }

  private void flush(ChannelHandlerContext ctx) {
    if (hasUnflushed) {
      hasUnflushed = false;
      ctx.flush();
    }
    settle(ctx);
  }
}
