package io.sluice.http;

/// How much a client may send.
///
/// @param maxHeadBytes the request line and all headers together; more is answered with 431
/// @param maxBodyBytes the body as sent; more is answered with 413
/// @param maxDecodedBytes the body after decompression; more is answered with 413
public record HttpLimits(int maxHeadBytes, int maxBodyBytes, int maxDecodedBytes) {
  private static final int MEBIBYTE = 1 << 20;

  /// What a Pushgateway takes as request line and headers: 1 MiB and a little slack.
  public static final int PUSHGATEWAY_HEAD_BYTES = MEBIBYTE + 4096;

  /// Bodies no gateway should ever see, and yet no danger to an ordinary heap.
  public static final HttpLimits GENEROUS =
      new HttpLimits(PUSHGATEWAY_HEAD_BYTES, 64 * MEBIBYTE, 256 * MEBIBYTE);
}
