package io.sluice.cli;

import io.sluice.cluster.ClusterPeer;
import io.sluice.go.DurationException;
import io.sluice.go.GoDuration;
import io.sluice.go.GoQuote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The type of a flag's values: how they are parsed, and how the API shows them.
///
/// @param <T> the parsed values
record FlagType<T>(Kind kind, Parser<T> parser, Function<T, String> formatter) {
  /// How a value is written on the command line.
  enum Kind {
    /// No value: the flag means true, its `--no-` form false.
    BOOLEAN,
    /// Any text.
    TEXT,
    /// A text; the flag is repeatable, and its value is the list of all.
    REPEATABLE,
    /// A text that is checked.
    CHECKED,
    /// No value: prints something for packages, and is not shown in the help.
    PRINTING
  }

  /// Parses the value of the flag with a name.
  @FunctionalInterface
  interface Parser<T> {
    T parse(String name, String text) throws FlagException;
  }

  /// Parses a value, with an error message that does not need the name of the flag.
  @FunctionalInterface
  interface ValueParser<T> {
    T parse(String text) throws FlagException;
  }

  static final FlagType<Boolean> BOOLEAN =
      new FlagType<>(Kind.BOOLEAN, (_, text) -> Boolean.parseBoolean(text), String::valueOf);

  static final FlagType<Boolean> PRINTING =
      new FlagType<>(Kind.PRINTING, (_, text) -> Boolean.parseBoolean(text), String::valueOf);

  static final FlagType<String> TEXT =
      new FlagType<>(Kind.TEXT, (_, text) -> text, Function.identity());

  static final FlagType<List<String>> TEXTS =
      new FlagType<>(Kind.REPEATABLE, (_, text) -> List.of(text), FlagType::join);

  static final FlagType<List<String>> PATHS =
      new FlagType<>(Kind.REPEATABLE, FlagType::path, FlagType::join);

  static final FlagType<Duration> DURATION = durations((_, text) -> duration(text));

  static final FlagType<Duration> NON_NEGATIVE_DURATION = durations(FlagType::nonNegative);

  static final FlagType<Duration> POSITIVE_DURATION = durations(FlagType::positive);

  /// A whole number from 1.
  static final FlagType<Integer> COUNT =
      new FlagType<>(
          Kind.CHECKED,
          (name, text) -> (int) wholeNumber(name, text, 1, Integer.MAX_VALUE),
          String::valueOf);

  /// A whole number from 0.
  static final FlagType<Long> BYTES =
      new FlagType<>(
          Kind.CHECKED,
          (name, text) -> wholeNumber(name, text, 0, Long.MAX_VALUE),
          String::valueOf);

  static final FlagType<ExternalUrl> EXTERNAL_URL =
      new FlagType<>(Kind.CHECKED, (_, text) -> ExternalUrl.parse(text), ExternalUrl::text);

  /// Origins of web pages, separated by commas.
  static final FlagType<List<String>> ORIGINS =
      new FlagType<>(Kind.CHECKED, FlagType::origins, FlagType::join);

  /// Nodes of a cluster, separated by commas.
  static final FlagType<List<ClusterPeer>> PEERS =
      new FlagType<>(Kind.CHECKED, FlagType::peers, FlagType::join);

  /// Values that have the texts of their `toString`.
  static <T> FlagType<T> of(ValueParser<T> parser) {
    return new FlagType<>(Kind.CHECKED, (_, text) -> parser.parse(text), String::valueOf);
  }

  /// One of two words.
  static FlagType<String> oneOf(String first, String second) {
    return new FlagType<>(
        Kind.CHECKED,
        (name, text) -> {
          if (text.equals(first) || text.equals(second)) {
            return text;
          }
          throw new FlagException(
              "--%s must be %s or %s, got %s".formatted(name, first, second, GoQuote.quote(text)));
        },
        Function.identity());
  }

  static FlagType<Duration> durationBetween(String min, String max) {
    return durations(
        (name, text) -> {
          Duration duration = duration(text);
          if (duration.compareTo(duration(min)) < 0 || duration.compareTo(duration(max)) > 0) {
            throw new FlagException(
                "--%s must be from %s to %s, got %s".formatted(name, min, max, text));
          }
          return duration;
        });
  }

  T parse(String name, String text) throws FlagException {
    return parser.parse(name, text);
  }

  String format(T value) {
    return formatter.apply(value);
  }

  private static FlagType<Duration> durations(Parser<Duration> parser) {
    return new FlagType<>(Kind.CHECKED, parser, GoDuration::format);
  }

  private static String join(List<?> values) {
    return String.join(",", values.stream().map(Object::toString).toList());
  }

  private static Duration duration(String text) throws FlagException {
    try {
      return GoDuration.parse(text);
    } catch (DurationException e) {
      throw new FlagException(e.getMessage());
    }
  }

  private static Duration nonNegative(String name, String text) throws FlagException {
    Duration duration = duration(text);
    if (duration.isNegative()) {
      throw new FlagException("--%s must not be negative".formatted(name));
    }
    return duration;
  }

  private static Duration positive(String name, String text) throws FlagException {
    Duration duration = duration(text);
    if (!duration.isPositive()) {
      throw new FlagException(
          "--%s must be greater than zero, got %s".formatted(name, GoQuote.quote(text)));
    }
    return duration;
  }

  private static long wholeNumber(String name, String text, long min, long max)
      throws FlagException {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    throw new FlagException(
        "--%s must be a whole number from %d to %d, got %s"
            .formatted(name, min, max, GoQuote.quote(text)));
  }

  private static List<String> path(String name, String text) throws FlagException {
    if (text.isEmpty()) {
      throw new FlagException("--%s must not be empty".formatted(name));
    }
    return List.of(text);
  }

  private static List<String> origins(String name, String text) throws FlagException {
    var origins = new ArrayList<String>();
    for (String origin : text.split(",", -1)) {
      if (!origin.isBlank()) {
        origins.add(WebOrigin.check(name, origin.strip()));
      }
    }
    return List.copyOf(origins);
  }

  private static List<ClusterPeer> peers(String name, String text) throws FlagException {
    try {
      return List.copyOf(ClusterPeer.parseList(text));
    } catch (IllegalArgumentException e) {
      throw new FlagException("--%s: %s".formatted(name, e.getMessage()));
    }
  }
}
