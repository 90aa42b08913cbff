package io.sluice.format;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Tables of answers of a real Pushgateway 1.11.3: compressed lines of fields separated by tabs.
final class Recording {
  private Recording() {}

  static List<String[]> rows(String name) throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(requireNonNull(Recording.class.getResourceAsStream(name))),
                StandardCharsets.UTF_8))) {
      return lines.lines().map(line -> line.split("\t", -1)).toList();
    }
  }
}
