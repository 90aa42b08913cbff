package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.sluice.http.BadRequestException;
import io.sluice.http.BodyException;
import io.sluice.http.HttpLimits;
import io.sluice.http.decoding.BoundedBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes HTTP/1.1 requests (RFC 9112) with Netty's decoder: one head, or one part of a body, per
/// call.
//
// As a handler of the pipeline, Netty's decoder would decode everything that was received, and keep
// what is incomplete in a buffer of its own. Here it is not in the pipeline: the connection calls
// it with its own buffer, so it decodes no request before the one before it is answered, and the
// connection accounts for all bytes that are not decoded yet.
//
// Netty's decoder gets a head only when it is complete. So there is one limit on the whole head and
// one on the number of its lines, both before anything is allocated for it, and a head that Netty
// delimits in another way is refused. This class also refuses what Netty's decoder tolerates, and
// what a proxy may interpret differently: a header field that continues on the next line, more than
// one Content-Length, and other blanks than two spaces in the request line.
final class RequestDecoder extends HttpRequestDecoder {
  private static final byte LINE_FEED = '\n';
  private static final byte CARRIAGE_RETURN = '\r';

  /// A decoder that has seen a longer line is not kept for the next request, because it keeps the
  /// memory for its longest line.
  private static final int KEPT_LINE_BYTES = 1024;

  private final ServerContext server;
  private final ChannelHandlerContext ctx;
  private final List<Object> decoded = new ArrayList<>(2);

  /// Bytes of the head that were already searched for its end, and the line ends among them.
  private int searchedBytes;

  private int lineEnds;
  private int contentLengths;
  private int longestLineBytes;

  RequestDecoder(ServerContext server, ChannelHandlerContext ctx) {
    super(config(server.limits()));
    this.server = server;
    this.ctx = ctx;
  }

  private static HttpDecoderConfig config(HttpLimits limits) {
    return new HttpDecoderConfig()
        .setStrictLineParsing(true)
        .setUseRfc9112TransferEncoding(true)
        .setAllowDuplicateContentLengths(false)
        .setMaxInitialLineLength(limits.maxHeadBytes())
        .setMaxHeaderSize(limits.maxHeadBytes())
        .setMaxChunkSize(Integer.MAX_VALUE)
        .setTrailersFactory(new NoTrailers());
  }

  /// Reads the head of the next request.
  ///
  /// @param in contains the request from its first byte
  /// @return null if the head is incomplete; then nothing but empty lines was read
  /// @throws BadRequestException if it is invalid or too large
  @Nullable RequestHead readHead(ByteBuf in) throws BadRequestException {
    if (searchedBytes == 0) {
      skipEmptyLines(in);
    }
    HttpLimits limits = server.limits();
    int length = headLength(in);
    boolean isTooLong =
        length > limits.maxHeadBytes()
            || (length < 0 && in.readableBytes() > limits.maxHeadBytes());
    // The request line and the empty line have an end, too.
    if (isTooLong || lineEnds > limits.maxFields() + 2) {
      throw server.headTooLarge();
    }
    if (length < 0) {
      return null;
    }
    searchedBytes = 0;
    lineEnds = 0;
    return decodeHead(in.readSlice(length));
  }

  /// Reads the available part of the body.
  ///
  /// @param in contains the bytes that were received after the head
  /// @param body to which the content is appended
  /// @return whether the body is complete
  /// @throws BadRequestException if its framing is invalid
  /// @throws BodyException if it is larger than the limit
  boolean readBody(ByteBuf in, BoundedBuffer body) throws BadRequestException, BodyException {
    int taken;
    do {
      int before = in.readableBytes();
      decode(in);
      taken = before - in.readableBytes();
      if (appendDecoded(taken, body)) {
        return true;
      }
    } while (taken > 0 && in.isReadable());
    return false;
  }

  /// The memory that the decoder retains for the request.
  long retainedBytes() {
    return 2L * longestLineBytes;
  }

  /// Whether the decoder may be used for another request.
  boolean isReusable() {
    return longestLineBytes <= KEPT_LINE_BYTES;
  }

  /// Releases the decoder's memory. Must be called once.
  void close() {
    try {
      handlerRemoved0(ctx);
    } catch (Exception e) {
      throw new IllegalStateException("not thrown by the decoder", e);
    }
  }

  private RequestHead decodeHead(ByteBuf bytes) throws BadRequestException {
    contentLengths = 0;
    noteLine(bytes.readableBytes());
    decode(bytes);
    if (decoded.isEmpty() || bytes.isReadable() || contentLengths > 1) {
      throw BadRequestException.plain();
    }
    HttpRequest request = (HttpRequest) decoded.getFirst();
    checkDecoded(request);
    RequestHead head = Http1Head.parse(request);
    // Netty's decoder also expects a body that no header announces: of obsolete WebSocket requests.
    boolean isBodyExpected = decoded.size() == 1;
    decoded.clear();
    if (isBodyExpected != head.hasBody()) {
      throw BadRequestException.plain();
    }
    return head;
  }

  /// @param taken the bytes from which the parts were decoded
  /// @return whether the last part was among them
  private boolean appendDecoded(int taken, BoundedBuffer body)
      throws BadRequestException, BodyException {
    int lineBytes = taken;
    boolean isLast = false;
    for (Object part : decoded) {
      HttpContent content = (HttpContent) part;
      lineBytes -= content.content().readableBytes();
      append(content, body);
      isLast = content instanceof LastHttpContent;
    }
    decoded.clear();
    noteLine(lineBytes);
    return isLast;
  }

  private void append(HttpContent content, BoundedBuffer body)
      throws BadRequestException, BodyException {
    try {
      checkDecoded(content);
      int length = content.content().readableBytes();
      if (body.wouldOverflow(length)) {
        throw BodyException.tooLarge(server.limits().maxBodyBytes());
      }
      body.append(content.content(), length);
    } finally {
      content.release();
    }
  }

  private void decode(ByteBuf in) {
    try {
      decode(ctx, in, decoded);
    } catch (Exception e) {
      throw new IllegalStateException("the decoder reports failures in its messages", e);
    }
  }

  private static void checkDecoded(DecoderResultProvider message) throws BadRequestException {
    if (message.decoderResult().isFailure()) {
      throw BadRequestException.plain();
    }
  }

  private void noteLine(int bytes) {
    longestLineBytes = Math.max(longestLineBytes, bytes);
  }

  private static void skipEmptyLines(ByteBuf in) {
    while (in.isReadable()) {
      byte next = in.getByte(in.readerIndex());
      if (next != LINE_FEED && next != CARRIAGE_RETURN) {
        return;
      }
      in.skipBytes(1);
    }
  }

  /// The length of the head including its empty line, or -1 if it is incomplete.
  private int headLength(ByteBuf in) throws BadRequestException {
    int start = in.readerIndex();
    int end = in.writerIndex();
    int from = start + searchedBytes;
    while (true) {
      int feed = in.indexOf(from, end, LINE_FEED);
      if (feed < 0) {
        searchedBytes = end - start;
        return -1;
      }
      int next = feed + 1;
      if (next < end && in.getByte(next) == CARRIAGE_RETURN) {
        next++;
      }
      if (next >= end) {
        searchedBytes = feed - start;
        return -1;
      }
      lineEnds++;
      byte first = in.getByte(next);
      if (first == LINE_FEED) {
        lineEnds++;
        return next + 1 - start;
      }
      if (first == ' ' || first == '\t') {
        throw BadRequestException.plain(); // a continued line, which RFC 9112, 5.2, forbids
      }
      from = feed + 1;
    }
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    AsciiString name = super.splitHeaderName(line, start, length);
    if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
      contentLengths++;
    }
    return name;
  }

  /// @param line the whole request line
  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    int blanks = 0;
    for (int i = 0; i < start; i++) {
      if (line[i] == ' ') {
        blanks++;
      } else if (line[i] >= 0 && line[i] < ' ') {
        throw new IllegalArgumentException("control character in request line");
      }
    }
    if (blanks != 2) {
      throw new IllegalArgumentException("not two spaces in request line");
    }
    return super.splitThirdWordInitialLine(line, start, length);
  }

  /// Drops the trailers of a chunked body: nothing uses them.
  private static final class NoTrailers implements HttpHeadersFactory {
    @Override
    public HttpHeaders newHeaders() {
      return new DefaultHttpHeaders() {
        @Override
        public HttpHeaders add(CharSequence name, Object value) {
          return this;
        }
      };
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
      return newHeaders();
    }
  }
}
