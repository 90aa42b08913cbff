package io.sluice.http.decoding;

import io.sluice.http.BodyException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Decodes the `Content-Encoding` of a request.
public final class BodyDecoding {
  /// The hint for a remote write message.
  public static final String REMOTE_WRITE_HINT =
      "the body is compressed with block snappy, as Prometheus remote write sends it:"
          + " push metrics in the text format";

  // Tags of length-delimited fields.
  private static final byte TIME_SERIES = (1 << 3) | 2;
  private static final byte SYMBOLS = (4 << 3) | 2;

  /// Remote write sends a few thousand samples at once.
  private static final int MAX_REMOTE_WRITE_BYTES = 8 << 20;

  /// The maximum number of bytes that one byte of block snappy decompresses to.
  private static final int MAX_SNAPPY_RATIO = 64;

  private BodyDecoding() {}

  /// Whether a body is a remote write message: block snappy that contains a field with time series
  /// (1) or symbols (4).
  public static boolean isRemoteWrite(byte[] body) {
    long maxBytes = Math.min(MAX_REMOTE_WRITE_BYTES, (long) MAX_SNAPPY_RATIO * body.length);
    try {
      byte[] message = SnappyBlock.decode(body, 0, body.length, (int) maxBytes);
      return message.length > 1 && (message[0] == TIME_SERIES || message[0] == SYMBOLS);
    } catch (BodyException _) {
      return false;
    }
  }

  /// Whether [#decode] does anything to a body of this encoding.
  static boolean isKnown(String contentEncoding) {
    return contentEncoding.equalsIgnoreCase("gzip") || contentEncoding.equalsIgnoreCase("snappy");
  }

  /// Decodes `gzip` and framed `snappy`, in any case. As in the Pushgateway, any other encoding is
  /// ignored and the body is not changed.
  ///
  /// @param maxBytes the maximum size of the decompressed body
  /// @throws BodyException with Go's message if the body is malformed
  public static byte[] decode(@Nullable String contentEncoding, byte[] body, int maxBytes)
      throws BodyException {
    if (contentEncoding == null) {
      return body;
    }
    return switch (contentEncoding.toLowerCase(Locale.ROOT)) {
      case "gzip" -> Gunzip.decode(body, maxBytes);
      case "snappy" -> decodeSnappy(body, maxBytes);
      default -> body;
    };
  }

  private static byte[] decodeSnappy(byte[] body, int maxBytes) throws BodyException {
    try {
      return SnappyFrames.decode(body, maxBytes);
    } catch (BodyException e) {
      if (e.status() == 400 && isRemoteWrite(body)) {
        throw BodyException.broken(e.getMessage() + "\n" + REMOTE_WRITE_HINT);
      }
      throw e;
    }
  }
}
