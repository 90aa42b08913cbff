package io.sluice.web.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.http.Header;
import io.sluice.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Responses of the JSON API: `{"status":"success","data":...}`, or
/// `{"status":"error","errorType":"...","error":"..."}`. Web pages of any origin may read them.
public final class JsonAnswer {
  public static final String BAD_DATA = "bad_data";
  public static final String NOT_FOUND = "not_found";
  public static final String FORBIDDEN = "forbidden";
  public static final String UNAVAILABLE = "unavailable";
  static final String EXECUTION = "execution";

  public static final List<Header> CORS =
      List.of(
          new Header("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, Origin"),
          new Header("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS"),
          new Header("Access-Control-Allow-Origin", "*"),
          new Header("Access-Control-Expose-Headers", "Date"),
          new Header("Cache-Control", "no-cache, no-store, must-revalidate"));

  /// Writes a JSON value.
  @FunctionalInterface
  public interface Value {
    void write(JsonGenerator json) throws IOException;
  }

  private JsonAnswer() {}

  /// A response with `data`.
  public static Response success(Value data) {
    return of(200, new Response.Bytes(bytes(json -> envelope(json, data))));
  }

  /// An error.
  ///
  /// @param type one of the constants
  public static Response error(int status, String type, String message) {
    return error(status, type, message, null);
  }

  /// An error with additional data.
  public static Response error(int status, String type, String message, @Nullable Value data) {
    return of(
        status,
        new Response.Bytes(
            bytes(
                json -> {
                  json.writeStartObject();
                  json.writeStringField("status", "error");
                  json.writeStringField("errorType", type);
                  json.writeStringField("error", message);
                  if (data != null) {
                    json.writeFieldName("data");
                    data.write(json);
                  }
                  json.writeEndObject();
                })));
  }

  /// The response to a search that exceeds its budget.
  public static Response tooExpensive() {
    return error(
        422,
        EXECUTION,
        "the search is too expensive: use a shorter regular expression, or select by job=\"...\"");
  }

  /// The response if all threads of the API are busy and their queue is full.
  public static Response overloaded() {
    return error(503, UNAVAILABLE, "too many requests to the API").with("Retry-After", "1");
  }

  /// The response to a preflight request for a change: web pages of other origins may only read.
  public static Response readOnly() {
    var headers = new ArrayList<>(CORS);
    headers.replaceAll(
        header ->
            header.name().equals("Access-Control-Allow-Methods")
                ? new Header(header.name(), "GET, OPTIONS")
                : header);
    return new Response(200, headers, Response.empty(200).body());
  }

  /// A response whose body is a complete document.
  public static Response of(int status, Response.Body body) {
    return of(status, "application/json", body);
  }

  /// A response that web pages of other origins may read.
  public static Response of(int status, String contentType, Response.Body body) {
    var headers = new ArrayList<>(CORS);
    headers.add(new Header("Content-Type", contentType));
    return new Response(status, headers, body);
  }

  /// The bytes of a value.
  public static byte[] bytes(Value value) {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonWriter.generator(out)) {
      value.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void envelope(JsonGenerator json, Value data) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeFieldName("data");
    data.write(json);
    json.writeEndObject();
  }
}
