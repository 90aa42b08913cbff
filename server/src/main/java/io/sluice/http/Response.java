package io.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer.
///
/// The server adds `Date`, and `Content-Length` or chunked encoding according to the body.
public record Response(int status, List<Header> headers, Body body) {
  private static final byte[] NOTHING = {};

  public Response {
    headers = List.copyOf(headers);
  }

  /// The body of a response.
  public sealed interface Body {}

  /// A complete body; sent with its length.
  public record Bytes(byte[] bytes) implements Body {}

  /// A body that is generated while it is sent, chunk by chunk, not faster than the client reads.
  ///
  /// The server calls [#next] on worker threads, one call at a time, and then [#close] once.
  public non-sealed interface Chunks extends Body {
    /// The next bytes, not empty, or null at the end. An exception closes the connection, and is
    /// logged as an error unless it is a [java.util.concurrent.CancellationException].
    byte @Nullable [] next();

    /// The approximate memory that is held for the remaining bytes while the client does not read;
    /// called by any thread.
    default long retainedBytes() {
      return 0;
    }

    /// Called when no more chunks are needed: at the end, after an exception, or when the client
    /// has disconnected or only requested the head. [#next] may never have been called.
    default void close() {}
  }

  /// A body without an end, for as long as the client is connected. If [#next] returns an empty
  /// array, the server calls it again after it has been notified that there is more.
  public interface Live extends Chunks {
    /// Called once, before the first [#next].
    ///
    /// @param more must be called when there are new bytes after [#next] returned none; thread-safe
    void start(Runnable more);

    /// The next bytes, empty if there are none at the moment, or null at the end.
    @Override
    byte @Nullable [] next();
  }

  /// A response without a body and without a content type.
  public static Response empty(int status) {
    return new Response(status, List.of(), new Bytes(NOTHING));
  }

  /// A short text response, with the content type that Go's server detects.
  public static Response text(int status, String text) {
    return new Response(
        status,
        List.of(new Header("Content-Type", "text/plain; charset=utf-8")),
        new Bytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// An error: the message and a line feed, as plain text that browsers must not interpret as
  /// another type.
  public static Response error(int status, String message) {
    return text(status, message + "\n").with("X-Content-Type-Options", "nosniff");
  }

  /// This response with an additional header.
  public Response with(String name, String value) {
    var more = new ArrayList<Header>(headers);
    more.add(new Header(name, value));
    return new Response(status, more, body);
  }

  /// Releases a response that will not be sent.
  public void close() {
    if (body instanceof Chunks chunks) {
      chunks.close();
    }
  }

  /// This response without the headers called `name` (in any case).
  public Response without(String name) {
    return new Response(
        status, headers.stream().filter(h -> !h.name().equalsIgnoreCase(name)).toList(), body);
  }
}
