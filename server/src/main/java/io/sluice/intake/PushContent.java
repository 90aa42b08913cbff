package io.sluice.intake;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.model.Names;

/// What a push brings: bytes in some format, which are parsed once the push is known to be
/// permitted.
public interface PushContent {
  /// The size after decompression.
  int length();

  /// The metrics.
  ///
  /// @param names what names in text may be
  /// @throws ParseException if it cannot be read, or holds more than `limits` allow
  ParsedBody parse(Names names, ParseLimits limits) throws ParseException;
}
