package io.sluice.systemtests.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A proxy between exporters and a gateway that behaves like a bad network: it sends every other
/// request twice, and repeats it until it is answered if the gateway is down.
final class RepeatingProxy implements AutoCloseable {
  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String gateway;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger repetitions = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  private RepeatingProxy(HttpServer server, String gateway) {
    this.server = server;
    this.gateway = gateway;
  }

  /// @param gateway URL without a slash at the end
  static RepeatingProxy before(String gateway) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(address, 0);
    var proxy = new RepeatingProxy(server, gateway);
    server.createContext("/", proxy::handle);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return proxy;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// The number of requests that the gateway reported as repeated.
  int repetitions() {
    return repetitions.get();
  }

  /// The number of attempts without an answer.
  int failures() {
    return failures.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      HttpResponse<byte[]> answer = send(exchange, body);
      if (requests.incrementAndGet() % 2 == 0) {
        answer = send(exchange, body);
      }
      String type = answer.headers().firstValue("Content-Type").orElse("text/plain");
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(
          answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> send(HttpExchange exchange, byte[] body)
      throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(gateway + exchange.getRequestURI()))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (String name : new String[] {"Content-Type", "Content-Encoding"}) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    while (true) {
      try {
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 503) {
          if (answer.headers().firstValue("Idempotent-Replayed").isPresent()) {
            repetitions.incrementAndGet();
          }
          return answer;
        }
      } catch (IOException _) {
        failures.incrementAndGet();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    client.shutdownNow();
  }
}
