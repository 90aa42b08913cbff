package io.sluice.http.server;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The `Date` header of responses, formatted once a second.
final class DateHeader {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("'Date: 'EEE, dd MMM yyyy HH:mm:ss 'GMT\r\n'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private record Line(long second, byte[] bytes) {}

  private final InstantSource clock;
  private volatile Line current;

  DateHeader(InstantSource clock) {
    this.clock = clock;
    this.current = line(clock.millis() / 1000);
  }

  /// The complete line with its end; must not be modified.
  byte[] bytes() {
    long second = clock.millis() / 1000;
    Line line = current;
    if (line.second != second) {
      line = line(second);
      current = line;
    }
    return line.bytes;
  }

  /// The value of the header.
  String text() {
    return new String(bytes(), StandardCharsets.US_ASCII).substring("Date: ".length()).strip();
  }

  private static Line line(long second) {
    String text = FORMAT.format(Instant.ofEpochSecond(second));
    return new Line(second, text.getBytes(StandardCharsets.US_ASCII));
  }
}
