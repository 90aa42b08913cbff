package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
final class HttpServerTest {
  private static final HttpLimits LIMITS = new HttpLimits(64 * 1024, 100_000, 1_000_000);

  enum Kernel {
    BEST,
    NIO
  }

  private final Kernel kernel;
  private final ExecutorService others = Executors.newCachedThreadPool();
  private final CompletableFuture<Response> slow = new CompletableFuture<>();
  private final CompletableFuture<Request> seen = new CompletableFuture<>();
  private final AtomicLong pulledBytes = new AtomicLong();
  private HttpServer server;
  private InetSocketAddress address;

  HttpServerTest(Kernel kernel) throws IOException {
    this.kernel = kernel;
    server = start(List.of(new Address("127.0.0.1", 0)));
    address = server.addresses().get(0);
  }

  private HttpServer start(List<Address> addresses) throws IOException {
    Transport transport = kernel == Kernel.NIO ? Transport.nio() : Transport.best();
    return HttpServer.start(transport, addresses, this::answer, LIMITS);
  }

  @BeforeEach
  void listens() {
    assertThat(address.getPort()).isPositive();
  }

  @AfterEach
  void stop() {
    others.shutdownNow();
    server.stop(Duration.ZERO);
  }

  private CompletionStage<Response> answer(Request request) {
    seen.complete(request);
    return switch (request.path()) {
      case "/echo" -> done(echo(request));
      case "/later" -> CompletableFuture.supplyAsync(() -> echo(request), others);
      case "/slow" -> slow;
      case "/throws" -> throw new IllegalStateException("on purpose");
      case "/fails" -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
      case "/chunks" -> done(new Response(200, List.of(), chunks("one", "two", "three")));
      case "/broken" -> done(new Response(200, List.of(), broken()));
      case "/endless" -> done(new Response(200, List.of(), endless()));
      default -> done(Response.error(404, "404 page not found"));
    };
  }

  private static CompletionStage<Response> done(Response response) {
    return CompletableFuture.completedFuture(response);
  }

  private static Response echo(Request request) {
    return Response.text(
        200,
        request.method()
            + " "
            + request.path()
            + " "
            + request.query()
            + " "
            + request.body().length
            + " "
            + new String(
                request.body(),
                0,
                Math.min(20, request.body().length),
                StandardCharsets.ISO_8859_1));
  }

  private static Response.Chunks chunks(String... texts) {
    var rest = List.of(texts).iterator();
    return () -> rest.hasNext() ? rest.next().getBytes(StandardCharsets.ISO_8859_1) : null;
  }

  private static Response.Chunks broken() {
    return () -> {
      throw new UncheckedIOException(new IOException("on purpose"));
    };
  }

  private Response.Chunks endless() {
    return new Response.Chunks() {
      @Override
      public byte @Nullable [] next() {
        pulledBytes.addAndGet(10_000);
        return new byte[10_000];
      }
    };
  }

  private String exchange(String request) throws IOException {
    return RawClient.exchange(address, request);
  }

  @Test
  void put_withBody_reachesTheHandlerWhole() throws Exception {
    String answer =
        exchange(
            "PUT /echo?a=b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");

    assertThat(answer)
        .isEqualTo(
            """
            HTTP/1.1 200 OK\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Length: 21\r
            Connection: close\r
            \r
            PUT /echo a=b 5 hello""");
    assertThat(seen.get(1, TimeUnit.SECONDS).headers())
        .containsExactly(
            new Header("Host", "x"),
            new Header("Connection", "close"),
            new Header("Content-Length", "5"));
  }

  @Test
  void start_addressInUse_failsWithGosWords() {
    assertThatThrownBy(() -> start(List.of(new Address("127.0.0.1", address.getPort()))))
        .isInstanceOf(IOException.class)
        .hasMessage("listen tcp 127.0.0.1:%d: bind: address already in use", address.getPort());
  }

  @Test
  void start_allInterfaces_servesBothFamilies() throws Exception {
    HttpServer everywhere = start(List.of(Address.parse(":0")));
    try {
      int port = everywhere.addresses().get(0).getPort();
      String request = "GET /echo HTTP/1.0\r\n\r\n";

      assertThat(Address.format(everywhere.addresses().get(0))).isEqualTo("[::]:" + port);
      assertThat(
              RawClient.exchange(
                  new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), request))
          .startsWith("HTTP/1.0 200 OK");
      assertThat(
              RawClient.exchange(
                  new InetSocketAddress(InetAddress.ofLiteral("::1"), port), request))
          .startsWith("HTTP/1.0 200 OK");
    } finally {
      everywhere.stop(Duration.ZERO);
    }
  }
}
