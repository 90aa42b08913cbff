package io.sluice.intake;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.model.Names;

/// A body in one of the formats that Prometheus clients write.
///
/// @param bytes after decompression
public record EncodedBody(byte[] bytes, PushFormat format) implements PushContent {
  @Override
  public int length() {
    return bytes.length;
  }

  @Override
  public ParsedBody parse(Names names, ParseLimits limits) throws ParseException {
    return format.parse(bytes, names, limits);
  }
}
