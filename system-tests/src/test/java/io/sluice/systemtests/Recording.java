package io.sluice.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.systemtests.harness.RawHttp.Header;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// One line of the recording of a real Pushgateway 1.11.3: requests on an empty store with their
/// answers, and the state at the end.
///
/// Null represents data that differed between plays of the recording.
///
/// @param name unique within its flags
/// @param scrapeStatus of a scrape at the end
/// @param text of that scrape, without own metrics and times; null also if the scrape failed
/// @param api the groups of `/api/v1/metrics`, times replaced
record Recording(
    String name,
    List<String> flags,
    List<Step> steps,
    @Nullable Integer scrapeStatus,
    @Nullable String text,
    @Nullable JsonNode api) {

  /// One request and its answer.
  ///
  /// @param answer null when the recorder could not send the request
  record Step(Request request, @Nullable Recorded answer) {}

  /// A recorded answer.
  ///
  /// @param status null when it differed between plays
  /// @param headers only those that are compared, names in lower case
  /// @param body null when headers or body differed between plays
  record Recorded(@Nullable Integer status, Map<String, String> headers, byte @Nullable [] body) {
    String text() {
      return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }
  }

  /// A scrape with these headers, and its answer.
  record Negotiation(List<String> flags, List<Header> requestHeaders, Recorded answer) {}

  /// The requests of a client library, step by step, and the scrape after them.
  record Client(String name, List<Step> steps, int scrapeStatus, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final JsonMapper JSON = new JsonMapper();
  private static final String FOLDER = "/pushgateway-1.11.3/";

  static List<Recording> sequences() {
    return lines().stream()
        .filter(line -> line.has("steps"))
        .map(
            line ->
                new Recording(
                    line.path("name").asText(),
                    strings(line.path("flags")),
                    steps(line.path("steps"), Recording::request),
                    line.path("scrape_status").isInt() ? line.path("scrape_status").asInt() : null,
                    line.path("text").isTextual() ? text(line.path("text").asText()) : null,
                    line.path("api").isArray() ? line.path("api") : null))
        .toList();
  }

  static List<Negotiation> negotiations() {
    return lines().stream()
        .filter(line -> line.has("request_headers"))
        .map(
            line ->
                new Negotiation(
                    strings(line.path("flags")),
                    headers(line.path("request_headers")),
                    new Recorded(
                        line.path("status").asInt(), answerHeaders(line.path("headers")), null)))
        .toList();
  }

  static List<Client> clients() {
    try (InputStream in = resource("clients.json")) {
      var clients = new ArrayList<Client>();
      for (JsonNode client : JSON.readTree(in)) {
        clients.add(
            new Client(
                client.path("client").asText(),
                steps(client.path("steps"), Recording::capturedRequest),
                client.path("scrape_status").asInt(),
                text(client.path("text").asText())));
      }
      return clients;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The identifier of the record in messages: flags and name.
  String id() {
    return (String.join(" ", flags) + " " + name).strip();
  }

  /// The recording does not contain the end of the last line.
  private static String text(String recorded) {
    return recorded.isEmpty() || recorded.endsWith("\n") ? recorded : recorded + "\n";
  }

  private static List<JsonNode> lines() {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(resource("recording.jsonl.gz")), StandardCharsets.UTF_8))) {
      var lines = new ArrayList<JsonNode>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(JSON.readTree(line));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(Recording.class.getResourceAsStream(FOLDER + name), name);
  }

  private static List<Step> steps(JsonNode nodes, Function<JsonNode, Request> request) {
    var steps = new ArrayList<Step>();
    for (JsonNode node : nodes) {
      steps.add(new Step(request.apply(node), answer(node.path("answer"))));
    }
    return steps;
  }

  private static Request request(JsonNode node) {
    return new Request(
        node.path("method").asText(),
        node.path("path").asText(),
        headers(node.path("headers")),
        bytes(node.path("body")));
  }

  /// A captured request; its headers specify the framing, and [RawHttp] writes them itself.
  private static Request capturedRequest(JsonNode node) {
    Request all = request(node);
    boolean chunked = all.header("Transfer-Encoding") != null;
    boolean hasBody = chunked || all.header("Content-Length") != null;
    List<Header> headers = all.headers().stream().filter(h -> !isFraming(h)).toList();
    return new Request(all.method(), all.target(), headers, hasBody ? all.body() : null, chunked);
  }

  private static boolean isFraming(Header header) {
    return List.of("content-length", "transfer-encoding", "connection")
        .contains(header.name().toLowerCase(Locale.ROOT));
  }

  private static @Nullable Recorded answer(JsonNode node) {
    if (node.has("error")) {
      return null;
    }
    Integer status = node.path("status").isInt() ? node.path("status").asInt() : null;
    boolean unstable = node.path("unstable").asBoolean();
    return new Recorded(
        status,
        answerHeaders(node.path("headers")),
        unstable ? null : answerBody(node.path("body")));
  }

  /// Bodies are objects in the recording, and plain text in the captured requests.
  private static byte @Nullable [] answerBody(JsonNode node) {
    return node.isTextual() ? node.asText().getBytes(StandardCharsets.UTF_8) : bytes(node);
  }

  private static byte @Nullable [] bytes(JsonNode node) {
    if (node.has("text")) {
      return node.path("text").asText().getBytes(StandardCharsets.UTF_8);
    }
    if (node.has("base64")) {
      return Base64.getDecoder().decode(node.path("base64").asText());
    }
    return null;
  }

  private static List<Header> headers(JsonNode node) {
    var headers = new ArrayList<Header>();
    if (node.isArray()) {
      node.forEach(pair -> headers.add(new Header(pair.path(0).asText(), pair.path(1).asText())));
    } else {
      node.properties().forEach(e -> headers.add(new Header(e.getKey(), e.getValue().asText())));
    }
    return headers;
  }

  private static Map<String, String> answerHeaders(JsonNode node) {
    var headers = new TreeMap<String, String>();
    node.properties().forEach(e -> headers.put(e.getKey(), e.getValue().asText()));
    return headers;
  }

  private static List<String> strings(JsonNode node) {
    var strings = new ArrayList<String>();
    node.forEach(element -> strings.add(element.asText()));
    return strings;
  }
}
