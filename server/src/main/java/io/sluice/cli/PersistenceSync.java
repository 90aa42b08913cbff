package io.sluice.cli;

import java.util.Locale;

/// The values of `--persistence.sync`.
public enum PersistenceSync {
  PUSH,
  INTERVAL,
  NONE;

  static PersistenceSync parse(String text) throws FlagException {
    return switch (text) {
      case "push" -> PUSH;
      case "interval" -> INTERVAL;
      case "none" -> NONE;
      default ->
          throw new FlagException(
              "enum value must be one of push,interval,none, got '" + text + "'");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
