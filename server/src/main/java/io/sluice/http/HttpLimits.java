package io.sluice.http;

import java.time.Duration;

/// How much clients may send, and how long they may take for it.
///
/// @param maxHeadBytes the request line and all headers together; more is answered with 431, and so
///   are more than one header field for each [#HEAD_BYTES_PER_FIELD] of them
/// @param maxBodyBytes the body as sent; more is answered with 413
/// @param maxDecodedBytes the body after decompression; more is answered with 413
/// @param maxConnections open connections; one more is closed at once
/// @param maxRequests requests other than GET that are being answered; one more is answered with
///   503
/// @param maxBodyBytesInFlight all bodies that are being received or answered together; more is
///   answered with 503
/// @param maxConnectionBytes what connections may hold together beside bodies: heads, answers that
///   are not read, TLS; more closes the connection that has held the most for the longest time
/// @param requestTime for sending one request, and for a TLS handshake; slower ones are answered
///   with 408
/// @param idleTime without a request, or without reading on in an answer; then the connection is
///   closed
public record HttpLimits(
    int maxHeadBytes,
    int maxBodyBytes,
    int maxDecodedBytes,
    int maxConnections,
    int maxRequests,
    int maxBodyBytesInFlight,
    int maxConnectionBytes,
    Duration requestTime,
    Duration idleTime) {
  /// A header field is objects of about this size, however few bytes it was sent in.
  private static final int HEAD_BYTES_PER_FIELD = 256;

  private static final int FEWEST_FIELDS = 16;

  /// How many header fields a head may have.
  public int maxFields() {
    return Math.max(FEWEST_FIELDS, maxHeadBytes / HEAD_BYTES_PER_FIELD);
  }
}
