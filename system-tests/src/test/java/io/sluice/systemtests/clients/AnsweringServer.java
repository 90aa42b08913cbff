package io.sluice.systemtests.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// A server that answers pushes as specified by a test, and records them.
final class AnsweringServer implements AutoCloseable {
  /// A push as it arrived.
  record Push(String path, String key, String authorization, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Push> pushes = new CopyOnWriteArrayList<>();

  /// @param statusOf the status of the answer
  AnsweringServer(Function<Push, Integer> statusOf) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, statusOf));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Push> pushes() {
    return List.copyOf(pushes);
  }

  private void answer(HttpExchange exchange, Function<Push, Integer> statusOf) throws IOException {
    try (exchange) {
      var push =
          new Push(
              exchange.getRequestURI().toString(),
              header(exchange, "Idempotency-Key"),
              header(exchange, "Authorization"),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      pushes.add(push);
      byte[] answer = "the reason\n".getBytes(UTF_8);
      exchange.sendResponseHeaders(statusOf.apply(push), answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
