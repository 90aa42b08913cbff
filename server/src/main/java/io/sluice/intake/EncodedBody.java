package io.sluice.intake;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.model.Names;
import org.jspecify.annotations.Nullable;

/// A body in one of the formats of Prometheus clients.
///
/// @param bytes after decompression
/// @param contentType determines the format; null if there is none
public record EncodedBody(byte[] bytes, @Nullable String contentType) implements PushContent {
  @Override
  public int length() {
    return bytes.length;
  }

  /// Whether the body consists of lines, if it is in a known format.
  boolean hasLines() {
    try {
      return PushFormat.of(contentType).hasLines();
    } catch (ParseException _) {
      return false;
    }
  }

  @Override
  public ParsedBody parse(Names names, ParseLimits limits) throws ParseException {
    return PushFormat.of(contentType).parse(bytes, names, limits);
  }
}
