package io.sluice.http.decoding;

import io.sluice.http.BodyException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Undoes the `Content-Encoding` of a request.
public final class BodyDecoding {
  private BodyDecoding() {}

  /// Whether [#decode] does anything to a body of this encoding.
  static boolean isKnown(String contentEncoding) {
    return contentEncoding.equalsIgnoreCase("gzip") || contentEncoding.equalsIgnoreCase("snappy");
  }

  /// Decodes `gzip` and framed `snappy`, in any case. Any other encoding is ignored, as the
  /// Pushgateway does: the body is taken as it is.
  ///
  /// @param maxBytes the most that the body may unfold to
  /// @throws BodyException with Go's words when the body is broken
  public static byte[] decode(@Nullable String contentEncoding, byte[] body, int maxBytes)
      throws BodyException {
    if (contentEncoding == null) {
      return body;
    }
    return switch (contentEncoding.toLowerCase(Locale.ROOT)) {
      case "gzip" -> Gunzip.decode(body, maxBytes);
      case "snappy" -> SnappyFrames.decode(body, maxBytes);
      default -> body;
    };
  }
}
