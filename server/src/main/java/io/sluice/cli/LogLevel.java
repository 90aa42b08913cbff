package io.sluice.cli;

import java.util.Locale;

/// The values of `--log.level`.
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR;

  /// Parses a level; as in the Pushgateway, case is ignored.
  static LogLevel parse(String text) throws FlagException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "debug" -> DEBUG;
      case "info" -> INFO;
      case "warn" -> WARN;
      case "error" -> ERROR;
      default -> throw new FlagException("unrecognized log level " + text);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
