package io.sluice.http.server;

import io.sluice.http.HttpLimits;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.TlsSource;
import io.sluice.http.listen.Address;
import io.sluice.http.listen.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A server on a free port whose answers tell what it was asked.
public final class EchoServer implements AutoCloseable {
  public static final HttpLimits LIMITS =
      new HttpLimits(
          64 * 1024,
          100_000,
          1_000_000,
          1_000,
          1_000,
          1_000_000,
          64 << 20,
          Duration.ofMinutes(1),
          Duration.ofMinutes(1));
  static final int LONG_CHUNKS = 4096;
  static final int LONG_CHUNK_BYTES = 16 * 1024;

  /// Completed by a test to answer `/slow`.
  final CompletableFuture<Response> slow = new CompletableFuture<>();

  /// The first request of `/slow`.
  final CompletableFuture<Request> slowSeen = new CompletableFuture<>();

  /// The first request of any path.
  final CompletableFuture<Request> seen = new CompletableFuture<>();

  /// How much of `/long` was made.
  final AtomicLong longBytes = new AtomicLong();

  /// How often each limit turned something away.
  final ConcurrentMap<String, Integer> refusals = new ConcurrentHashMap<>();

  /// What the first limit that was met is called.
  final CompletableFuture<String> firstRefusal = new CompletableFuture<>();

  /// The body of `/live`.
  final LiveBody live = new LiveBody();

  final HttpServer server;
  private final ExecutorService others = Executors.newCachedThreadPool();

  EchoServer(Transport transport) throws IOException {
    this(transport, LIMITS, null);
  }

  EchoServer(Transport transport, HttpLimits limits, @Nullable TlsSource tls) throws IOException {
    server =
        HttpServer.start(
            transport,
            List.of(Address.parse("127.0.0.1:0")),
            this::answer,
            limits,
            tls,
            this::refused);
  }

  InetSocketAddress address() {
    return server.addresses().getFirst();
  }

  @Override
  public void close() {
    others.shutdownNow();
    server.stop(Duration.ZERO);
  }

  private CompletionStage<Response> answer(Request request) {
    seen.complete(request);
    return switch (request.path()) {
      case "/later" -> CompletableFuture.supplyAsync(() -> echo(request), others);
      case "/slow" -> {
        slowSeen.complete(request);
        yield slow;
      }
      case "/nothing" -> CompletableFuture.completedFuture(null);
      case "/throws" -> throw new IllegalStateException("on purpose");
      case "/fails" -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
      case "/size" -> done(Response.text(200, Integer.toString(request.body().length)));
      case "/headers" -> done(Response.text(200, headers(request)));
      case "/large" -> done(new Response(200, List.of(), new Response.Bytes(new byte[1_000_000])));
      // More than the buffers of the kernel take.
      case "/huge" -> done(new Response(200, List.of(), new Response.Bytes(new byte[32_000_000])));
      case "/split" -> done(Response.empty(200).with("X", "a\r\nInjected: b"));
      case "/chunks" -> done(new Response(200, List.of(), chunks()));
      case "/broken" -> done(new Response(200, List.of(), broken()));
      case "/live" -> done(new Response(200, List.of(), live));
      case "/long" -> done(new Response(200, List.of(), longChunks()));
      default -> done(echo(request));
    };
  }

  private void refused(String reason) {
    refusals.merge(reason, 1, Integer::sum);
    firstRefusal.complete(reason);
  }

  private static CompletionStage<Response> done(Response response) {
    return CompletableFuture.completedFuture(response);
  }

  private static Response echo(Request request) {
    String body = new String(request.body(), StandardCharsets.ISO_8859_1);
    return new Response(
        200,
        List.of(),
        new Response.Bytes(
            (request.method() + " " + request.path() + " " + request.query() + " " + body)
                .getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String headers(Request request) {
    return request.headers().stream()
        .map(header -> header.name() + "=" + header.value())
        .collect(Collectors.joining(","));
  }

  private static Response.Chunks chunks() {
    Iterator<String> rest = List.of("one", "twotwotwotwotwotwo").iterator();
    return () -> rest.hasNext() ? rest.next().getBytes(StandardCharsets.ISO_8859_1) : null;
  }

  private static Response.Chunks broken() {
    Iterator<String> rest = List.of("one").iterator();
    return () -> {
      if (rest.hasNext()) {
        return rest.next().getBytes(StandardCharsets.ISO_8859_1);
      }
      throw new UncheckedIOException(new IOException("on purpose"));
    };
  }

  private Response.Chunks longChunks() {
    return () -> {
      long made = longBytes.addAndGet(LONG_CHUNK_BYTES);
      return made > (long) LONG_CHUNKS * LONG_CHUNK_BYTES ? null : new byte[LONG_CHUNK_BYTES];
    };
  }
}
