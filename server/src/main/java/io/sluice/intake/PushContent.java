package io.sluice.intake;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.model.Names;

/// The content of a push: bytes in some format, which are only parsed if the push is permitted.
public interface PushContent {
  /// The size after decompression.
  int length();

  /// The metrics.
  ///
  /// @param names the rules for names in text
  /// @throws ParseException if it is malformed or exceeds the limits
  ParsedBody parse(Names names, ParseLimits limits) throws ParseException;
}
