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

  /// The bytes of an answer.
  public sealed interface Body {}

  /// A body at hand; sent with its length.
  public record Bytes(byte[] bytes) implements Body {}

  /// A body made while it is sent, chunk by chunk, never faster than the client reads.
  ///
  /// The server calls [#next] off the event loop, one call at a time, and [#close] once, after the
  /// last of them.
  public non-sealed interface Chunks extends Body {
    /// The next bytes, not empty, or null at the end. An exception closes the connection, and is
    /// logged as an error unless it is a [java.util.concurrent.CancellationException].
    byte @Nullable [] next();

    /// About how much memory is kept for the bytes that are still to come, as long as the client
    /// does not read on; any thread may ask.
    default long heldBytes() {
      return 0;
    }

    /// Called when no more is asked for: at the end, after an exception, when the client has gone
    /// or wanted the head only, though [#next] may never have been called.
    default void close() {}
  }

  /// A body that goes on for as long as the client listens. Where [#next] answers with nothing, not
  /// even the end, the server asks again once it is told that there is more.
  public interface Live extends Chunks {
    /// Called once, before the first [#next].
    ///
    /// @param more to be run when there is something after [#next] had nothing; any thread may
    void start(Runnable more);

    /// The next bytes, empty if there are none at the moment, or null at the end.
    @Override
    byte @Nullable [] next();
  }

  /// An answer without a body and without a content type.
  public static Response empty(int status) {
    return new Response(status, List.of(), new Bytes(NOTHING));
  }

  /// An answer of a few words, as Go's server sniffs their type.
  public static Response text(int status, String text) {
    return new Response(
        status,
        List.of(new Header("Content-Type", "text/plain; charset=utf-8")),
        new Bytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// An error: the message and a line feed, as plain text that no browser may take for anything
  /// else.
  public static Response error(int status, String message) {
    return text(status, message + "\n").with("X-Content-Type-Options", "nosniff");
  }

  /// This answer with one more header.
  public Response with(String name, String value) {
    var more = new ArrayList<Header>(headers);
    more.add(new Header(name, value));
    return new Response(status, more, body);
  }

  /// Gives up on an answer that will not be sent.
  public void close() {
    if (body instanceof Chunks chunks) {
      chunks.close();
    }
  }

  /// This answer without the headers called `name` (in any case).
  public Response without(String name) {
    return new Response(
        status, headers.stream().filter(h -> !h.name().equalsIgnoreCase(name)).toList(), body);
  }
}
