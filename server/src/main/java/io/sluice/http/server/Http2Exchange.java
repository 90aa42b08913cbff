package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.sluice.http.Admission;
import io.sluice.http.BadRequestException;
import io.sluice.http.BodyException;
import io.sluice.http.Handler;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.Target;
import io.sluice.http.decoding.BoundedBuffer;
import io.sluice.http.listen.ConnectedPeer;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// A stream of an HTTP/2 connection: a request and its response.
//
//   !hasBegun                     waiting for the head
//   head != null, handler == null waiting for admission; received bytes are kept, and no more are
//                                 requested
//   head != null, !isAnswering    reading the body
//   isAnswering                   waiting for the handler, or sending; what still comes is dropped
//
// Netty counts data that flow control holds back as not yet written. So a client that does not open
// its window stops the chunks of a long response like one that does not read.
//
// Failed writes are reported to exceptionCaught through the void promise.
@SuppressWarnings("FutureReturnValueIgnored")
final class Http2Exchange extends ChannelInboundHandlerAdapter {
  /// The delay before a client that is still sending is told to stop. Some clients drop the
  /// response if they are told at once.
  private static final long LINGER_MILLIS = 500;

  private final ServerContext server;
  private final SSLSession tls;
  private final Http2Memory memory;

  private @Nullable RequestHead head;
  private @Nullable Handler handler;
  private @Nullable BoundedBuffer body;
  private @Nullable ChunkedReply reply;

  /// Whether the reply may hold memory, even after the client has disconnected.
  private boolean isReplyOpen;

  private @Nullable Future<?> deadline;
  private boolean hasBegun;
  private boolean isAnswering;

  /// Whether the stream was closed; read by the thread that processes the request.
  private volatile boolean isDisconnected;

  /// Whether the complete request was received.
  private boolean isComplete;

  /// Whether the handler was called, which then holds the memory that was reserved for the body.
  private boolean isHandled;

  private int reservedBytes;

  /// The part of the connection's memory that this stream holds.
  private long countedBytes;

  Http2Exchange(ServerContext server, SSLSession tls, Http2Memory memory) {
    this.server = server;
    this.tls = tls;
    this.memory = memory;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    try {
      switch (frame) {
        case Http2HeadersFrame headers when !hasBegun -> begin(ctx, headers);
        case Http2HeadersFrame trailers when trailers.isEndStream() -> complete(ctx);
        case Http2DataFrame data -> take(ctx, data);
        default -> {} // unknown frames are to be ignored
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (reply != null && ctx.channel().isWritable()) {
      reply.pull();
    }
    settle(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    isDisconnected = true;
    isAnswering = true;
    if (reply != null) {
      reply.abandon();
      reply = null;
    }
    body = null;
    stopDeadline();
    if (!isHandled) {
      releaseReserved();
    }
    if (!isReplyOpen) {
      releaseMemory();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ConnectionFailure.log("stream failed", ctx.channel().parent(), cause);
    ctx.close();
  }

  private void begin(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
    hasBegun = true;
    if (frame.headers().size() > server.limits().maxFields()) {
      answer(ctx, Response.text(431, server.headTooLarge().body()));
      return;
    }
    try {
      head = Http2Head.parse(frame.headers());
    } catch (BadRequestException e) {
      answer(ctx, Response.text(400, e.body()));
      return;
    }
    settle(ctx);
    if (!ctx.channel().isActive()) {
      return;
    }
    String expect = head.expect();
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      answer(ctx, Response.empty(417));
      return;
    }
    isComplete = frame.isEndStream();
    RequestHead requestHead = head;
    CompletableFuture<Admission> admission =
        server.admit(() -> requestHead.request(RequestHead.NO_BODY, peer(ctx), tls));
    if (admission.isDone()) {
      act(ctx, requestHead, admission.join());
      return;
    }
    body = new BoundedBuffer(RequestHead.FIRST_ROOM, server.limits().maxBodyBytes());
    ctx.channel().config().setAutoRead(false);
    memory.undecided();
    admission.thenAcceptAsync(decided -> actLater(ctx, requestHead, decided), ctx.executor());
  }

  private void actLater(ChannelHandlerContext ctx, RequestHead requestHead, Admission decided) {
    memory.decided();
    if (!isAnswering) {
      act(ctx, requestHead, decided);
    }
    ctx.channel().config().setAutoRead(true);
  }

  private void act(ChannelHandlerContext ctx, RequestHead requestHead, Admission decided) {
    if (decided instanceof Admission.Refused(Response response) && !isComplete) {
      answer(ctx, response);
      return;
    }
    handler = decided.handler();
    int maxBytes = server.limits().maxBodyBytes();
    if (requestHead.contentLength() > maxBytes) {
      answer(ctx, server.refusedBody(BodyException.tooLarge(maxBytes)));
      return;
    }
    if (isComplete) {
      complete(ctx);
      return;
    }
    if (body == null) {
      body = new BoundedBuffer(RequestHead.FIRST_ROOM, maxBytes);
    }
    deadline =
        ctx.executor()
            .schedule(
                () -> answer(ctx, server.tooSlow()),
                server.limits().requestTime().toNanos(),
                TimeUnit.NANOSECONDS);
    if (requestHead.expect() != null) {
      ctx.writeAndFlush(
          new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("100")), ctx.voidPromise());
    }
  }

  private void take(ChannelHandlerContext ctx, Http2DataFrame frame) {
    if (isAnswering || body == null) {
      return;
    }
    ByteBuf data = frame.content();
    if (body.wouldOverflow(data.readableBytes())) {
      answer(ctx, server.refusedBody(BodyException.tooLarge(server.limits().maxBodyBytes())));
      return;
    }
    Response overloaded = server.reserve(data.readableBytes());
    if (overloaded != null) {
      answer(ctx, overloaded);
      return;
    }
    reservedBytes += data.readableBytes();
    body.append(data, data.readableBytes());
    if (frame.isEndStream()) {
      complete(ctx);
    }
  }

  private void complete(ChannelHandlerContext ctx) {
    isComplete = true;
    if (isAnswering || handler == null) {
      return;
    }
    isAnswering = true;
    stopDeadline();
    RequestHead requestHead = Objects.requireNonNull(head);
    if (requestHead.target().raw().equals(Target.SERVER)) {
      send(ctx, Response.empty(requestHead.method().equals("OPTIONS") ? 200 : 400));
      return;
    }
    byte[] bytes = body == null ? RequestHead.NO_BODY : body.toByteArray();
    body = null;
    Consumer<Response> send =
        response -> {
          releaseReserved();
          send(ctx, response);
        };
    isHandled = true;
    Request request = requestHead.request(bytes, peer(ctx), tls, () -> isDisconnected);
    server.dispatch(handler, request, ctx.executor(), send, send);
  }

  /// Accounts for the memory that the stream holds now: its objects, the head of the request, the
  /// buffer for the body, and the part of the response that flow control holds back.
  private void settle(ChannelHandlerContext ctx) {
    Channel stream = ctx.channel();
    if (!stream.isActive()) {
      return;
    }
    long now = Http2Memory.STREAM_BYTES + Http2Memory.pendingBytes(stream);
    if (head != null) {
      now += head.retainedBytes() + RequestHead.FIRST_ROOM;
    }
    if (reply != null) {
      now += reply.retainedBytes();
    }
    long more = now - countedBytes;
    countedBytes = now;
    memory.change(more, isAnswering);
  }

  /// Responds to a request that was not received completely.
  private void answer(ChannelHandlerContext ctx, Response response) {
    if (isAnswering) {
      return;
    }
    isAnswering = true;
    body = null;
    stopDeadline();
    releaseReserved();
    if (head != null) {
      server.refusals().answered(head.request(RequestHead.NO_BODY, peer(ctx), tls), response);
    }
    send(ctx, response);
    ctx.executor().schedule(() -> askToStop(ctx), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Tells the client to stop sending, because the response is complete (RFC 9113, 8.1).
  private static void askToStop(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR), ctx.voidPromise());
    }
  }

  private void send(ChannelHandlerContext ctx, Response response) {
    if (!ctx.channel().isActive()) {
      response.close();
      return;
    }
    boolean isForHead = head != null && head.method().equals("HEAD");
    head = null; // otherwise kept until the client has read the response
    Http2Headers headers = new DefaultHttp2Headers().status(Integer.toString(response.status()));
    for (Header header : response.headers()) {
      headers.add(header.name().toLowerCase(Locale.ROOT), ResponseHead.onOneLine(header.value()));
    }
    headers.set("date", server.date().text());
    switch (response.body()) {
      case Response.Bytes content -> sendBytes(ctx, headers, content.bytes(), isForHead);
      case Response.Chunks chunks -> sendChunks(ctx, headers, chunks, isForHead);
    }
    settle(ctx);
  }

  private static void sendBytes(
      ChannelHandlerContext ctx, Http2Headers headers, byte[] content, boolean isForHead) {
    headers.set("content-length", Integer.toString(content.length));
    boolean isEnd = isForHead || content.length == 0;
    ctx.write(new DefaultHttp2HeadersFrame(headers, isEnd), ctx.voidPromise());
    if (!isEnd) {
      ctx.write(
          new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(content), true), ctx.voidPromise());
    }
    ctx.flush();
  }

  private void sendChunks(
      ChannelHandlerContext ctx, Http2Headers headers, Response.Chunks chunks, boolean isForHead) {
    ctx.writeAndFlush(new DefaultHttp2HeadersFrame(headers, isForHead), ctx.voidPromise());
    if (isForHead) {
      chunks.close();
      return;
    }
    reply =
        new ChunkedReply(
            ctx.channel(),
            chunks,
            server.workers(),
            DefaultHttp2DataFrame::new,
            () -> settle(ctx),
            () -> ctx.writeAndFlush(new DefaultHttp2DataFrame(true), ctx.voidPromise()),
            this::replyClosed);
    isReplyOpen = true;
    memory.keep();
    reply.start();
  }

  private void replyClosed() {
    isReplyOpen = false;
    if (isDisconnected) {
      releaseMemory();
    }
    memory.release();
  }

  private void releaseMemory() {
    memory.change(-countedBytes, true);
    countedBytes = 0;
  }

  private void releaseReserved() {
    server.capacity().bodyBytes().release(reservedBytes);
    reservedBytes = 0;
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private static SocketAddress peer(ChannelHandlerContext ctx) {
    return ConnectedPeer.of(ctx.channel().parent());
  }
}
