package io.sluice.http;

import java.time.Duration;

/// Limits on the size and duration of requests.
///
/// @param maxHeadBytes the request line and all headers together; above it the response is 431, as
///   it is for more than one header field per [#HEAD_BYTES_PER_FIELD] bytes of the limit
/// @param maxBodyBytes the body as sent; above it the response is 413
/// @param maxDecodedBytes the body after decompression; above it the response is 413
/// @param maxConnections open connections; further ones are closed at once
/// @param maxRequests concurrent requests other than GET; above it the response is 503
/// @param maxBodyBytesInFlight all bodies of requests in progress together; above it the response
///   is 503
/// @param maxConnectionBytes the memory of all connections without bodies: heads, unread responses,
///   TLS; above it, the connection that has held the most for the longest time is closed
/// @param requestTime for sending one request, and for a TLS handshake; the response to slower
///   requests is 408
/// @param idleTime without a request, or without reading the response; then the connection is
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
  /// The approximate size of a header field's objects, independent of its length.
  private static final int HEAD_BYTES_PER_FIELD = 256;

  private static final int FEWEST_FIELDS = 16;

  /// The maximum number of header fields.
  public int maxFields() {
    return Math.max(FEWEST_FIELDS, maxHeadBytes / HEAD_BYTES_PER_FIELD);
  }
}
