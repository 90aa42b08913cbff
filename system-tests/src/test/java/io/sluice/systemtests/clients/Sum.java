package io.sluice.systemtests.clients;

import java.util.stream.Collectors;

/// The exposition after it was pushed twice to a group that is aggregated.
final class Sum {
  private static final String RECORDS = " 1.234567e+06";
  private static final String TWICE_RECORDS = " 2.469134e+06";

  private Sum() {}

  /// Counters, counts, sums and buckets are twice as high; gauges are unchanged; there are no
  /// quantiles.
  static String ofTwo(String exposition) {
    return exposition
        .lines()
        .filter(line -> !line.contains("quantile="))
        .map(Sum::ofTwoLines)
        .collect(Collectors.joining("\n"));
  }

  private static String ofTwoLines(String line) {
    if (line.endsWith(RECORDS)) {
      return line.replace(RECORDS, TWICE_RECORDS);
    }
    if (line.startsWith("# ") || !line.split("\\{", 2)[0].matches(".*_(bucket|sum|count)")) {
      return line;
    }
    int value = line.lastIndexOf(' ') + 1;
    double twice = 2 * Double.parseDouble(line.substring(value));
    return line.substring(0, value) + Double.toString(twice).replaceFirst("\\.0$", "");
  }
}
