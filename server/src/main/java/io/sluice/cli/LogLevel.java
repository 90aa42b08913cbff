package io.sluice.cli;

import java.util.Locale;

/// The values of `--log.level`.
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR;

  /// In any mix of upper and lower case, as upstream takes it.
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
