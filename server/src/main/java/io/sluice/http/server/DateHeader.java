package io.sluice.http.server;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The `Date` header of responses, formatted once a second.
final class DateHeader {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private record Value(long second, String text) {}

  private final InstantSource clock;
  private volatile Value current;

  DateHeader(InstantSource clock) {
    this.clock = clock;
    this.current = value(clock.millis() / 1000);
  }

  /// The value of the header.
  String text() {
    long second = clock.millis() / 1000;
    Value value = current;
    if (value.second != second) {
      value = value(second);
      current = value;
    }
    return value.text;
  }

  private static Value value(long second) {
    return new Value(second, FORMAT.format(Instant.ofEpochSecond(second)));
  }
}
