package io.sluice.cli;

import io.sluice.go.DurationException;
import io.sluice.go.GoDuration;
import java.time.Duration;

/// Parses the value of a flag that is a duration.
final class FlagDuration {
  private FlagDuration() {}

  static Duration parse(String text) throws FlagException {
    try {
      return GoDuration.parse(text);
    } catch (DurationException e) {
      throw new FlagException(e.getMessage());
    }
  }
}
