package io.sluice.cli;

import java.util.Locale;

/// The values of `--log.format`.
public enum LogFormat {
  LOGFMT,
  JSON;

  static LogFormat parse(String text) throws FlagException {
    return switch (text) {
      case "logfmt" -> LOGFMT;
      case "json" -> JSON;
      default -> throw new FlagException("unrecognized log format " + text);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
