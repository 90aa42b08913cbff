package io.sluice.systemtests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// Requests to one server, if necessary by many threads at once, on connections that are kept. For
/// requests that Java's client would not send, use [RawHttp].
public final class Http implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final String url;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// @param url without a slash at the end; paths are appended to it
  public Http(String url) {
    this.url = url;
  }

  /// The answer to a GET.
  ///
  /// @throws UncheckedIOException when there is none
  public HttpResponse<String> get(String path) {
    return send("GET", path, "");
  }

  /// The answer to a request.
  ///
  /// @throws UncheckedIOException when there is none
  public HttpResponse<String> send(String method, String path, String body) {
    return send(method, path, Map.of(), body);
  }

  HttpResponse<String> send(String method, String path, Map<String, String> headers, String body) {
    return send(method, path, headers, BodyPublishers.ofString(body), text());
  }

  <T> HttpResponse<T> send(
      String method,
      String path,
      Map<String, String> headers,
      BodyPublisher body,
      BodyHandler<T> handler) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).method(method, body);
    headers.forEach(request::header);
    try {
      return client.send(request.build(), handler);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + method + " " + path, e);
    }
  }

  static BodyHandler<String> text() {
    return BodyHandlers.ofString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
