package io.sluice.http;

import java.time.Duration;

/// How much clients may send, and how long they may take for it.
///
/// @param maxHeadBytes the request line and all headers together; more is answered with 431
/// @param maxBodyBytes the body as sent; more is answered with 413
/// @param maxDecodedBytes the body after decompression; more is answered with 413
/// @param maxConnections open connections; one more is closed at once
/// @param maxRequests requests other than GET that are being answered; one more is answered with
///   503
/// @param maxBodyBytesInFlight all bodies that are being received or answered together; more is
///   answered with 503
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
    Duration requestTime,
    Duration idleTime) {}
