package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.http.BadRequestException;
import io.sluice.http.BodyException;
import io.sluice.http.Header;
import io.sluice.http.Response;
import io.sluice.http.decoding.BoundedBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/// Any bytes as a request: no exception but the ones for invalid requests, and nothing read that a
/// proxy could read otherwise.
final class HeadFuzzTest {
  private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final ServerContext SERVER =
      new ServerContext(
          _ -> CompletableFuture.completedFuture(Response.empty(200)),
          EchoServer.LIMITS,
          new DateHeader(InstantSource.system()),
          Runnable::run,
          _ -> {});

  @FuzzTest(maxDuration = "2m")
  void read_anyBytes_areReadOrRefused(byte[] bytes) {
    ChannelHandlerContext ctx =
        new EmbeddedChannel(new ChannelInboundHandlerAdapter()).pipeline().firstContext();
    RequestDecoder decoder = new RequestDecoder(SERVER, ctx);
    ByteBuf in = Unpooled.wrappedBuffer(bytes, END);
    try {
      RequestHead head = decoder.readHead(in);
      if (head != null) {
        check(head);
        readBody(decoder, head, in);
      }
    } catch (BadRequestException e) {
      assertThat(e.status()).matches("(400|431|501|505) .*");
    } catch (BodyException e) {
      assertThat(e.status()).isEqualTo(413);
    } finally {
      decoder.close();
    }
  }

  private static void check(RequestHead head) {
    assertThat(head.contentLength()).isGreaterThanOrEqualTo(RequestHead.CHUNKED);
    for (Header header : head.headers()) {
      assertThat(header.name()).isNotEmpty().doesNotContainAnyWhitespaces();
      assertThat(header.value()).doesNotContain("\n", "\r", "\0");
    }
    if (head.isChunked()) {
      assertThat(head.headers()).noneMatch(h -> h.name().equalsIgnoreCase("Content-Length"));
    }
  }

  private static void readBody(RequestDecoder decoder, RequestHead head, ByteBuf in)
      throws BadRequestException, BodyException {
    if (!head.hasBody()) {
      return;
    }
    int limit = EchoServer.LIMITS.maxBodyBytes();
    long length = head.isChunked() ? limit : Math.min(limit, head.contentLength());
    BoundedBuffer body = new BoundedBuffer(64, (int) length);
    if (decoder.readBody(in, body) && !head.isChunked()) {
      assertThat(body.length()).isEqualTo(head.contentLength());
    }
  }
}
