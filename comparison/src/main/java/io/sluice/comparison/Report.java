package io.sluice.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The results as Markdown.
///
/// @param machine lines that describe the machine
record Report(Results results, Mode mode, List<String> machine) {
  private static final String NOTHING = "";

  String markdown() {
    var lines = new ArrayList<String>();
    machine.forEach(line -> lines.add("- " + line));
    lines.add("- Mode: %s".formatted(mode.name()));
    lines.add("");
    comparison(lines);
    lines.add("");
    growth(lines);
    lines.add("");
    aims(lines);
    return String.join("\n", lines) + "\n";
  }

  private void comparison(List<String> lines) {
    lines.add(
        "| what | groups | Sluice | Pushgateway | Sluice is better by | floor | of the floor |");
    lines.add("|---|--:|--:|--:|--:|--:|--:|");
    for (String title : titles()) {
      for (Measurement measurement : rows(title)) {
        lines.add(row(measurement));
      }
    }
  }

  private String row(Measurement measurement) {
    Contender floor = floor(measurement);
    return cells(
        measurement.title(),
        count(measurement.groups()),
        value(measurement, Contender.SLUICE),
        value(measurement, Contender.PUSHGATEWAY),
        ratio(results.advantage(measurement, Contender.PUSHGATEWAY), " x"),
        floor(measurement, floor),
        ratio(results.advantage(measurement, floor), ""));
  }

  private String value(Measurement measurement, Contender contender) {
    Statistics statistics = results.statistics(measurement, contender);
    if (statistics == null) {
      return NOTHING;
    }
    String median = measurement.unit().format(statistics.median());
    return statistics.least() == statistics.most()
        ? median
        : "%s (%s–%s)"
            .formatted(median, Unit.number(statistics.least()), Unit.number(statistics.most()));
  }

  /// The contender that the row is compared with; any floor if there is none.
  private Contender floor(Measurement measurement) {
    return Arrays.stream(Contender.values())
        .filter(
            contender -> contender.isFloor() && results.statistics(measurement, contender) != null)
        .findFirst()
        .orElse(Contender.NETTY);
  }

  private String floor(Measurement measurement, Contender floor) {
    String value = value(measurement, floor);
    return value.isEmpty() ? value : floor.title() + " " + value;
  }

  private static String ratio(@Nullable Statistics statistics, String suffix) {
    if (statistics == null) {
      return NOTHING;
    }
    String median = "**" + Unit.number(statistics.median()) + suffix + "**";
    return statistics.least() == statistics.most()
        ? median
        : "%s (%s–%s)"
            .formatted(median, Unit.number(statistics.least()), Unit.number(statistics.most()));
  }

  private void growth(List<String> lines) {
    lines.add("| what | groups | slope, Sluice | slope, Pushgateway |");
    lines.add("|---|---|--:|--:|");
    for (String title : titles()) {
      List<Measurement> rows = rows(title);
      if (rows.size() > 1) {
        String sizes =
            rows.stream().map(row -> count(row.groups())).collect(Collectors.joining("; "));
        lines.add(
            cells(title, sizes, slope(rows, Contender.SLUICE), slope(rows, Contender.PUSHGATEWAY)));
      }
    }
  }

  private void aims(List<String> lines) {
    lines.add("| figure | at least | aim | measured | |");
    lines.add("|---|--:|--:|--:|---|");
    for (Target aim : Target.ALL) {
      Double measured = aim.value().apply(results);
      if (measured != null) {
        lines.add(
            cells(
                aim.title(),
                Unit.number(aim.least()),
                Unit.number(aim.aim()),
                Unit.number(measured),
                aim.verdict(measured)));
      }
    }
  }

  private String slope(List<Measurement> rows, Contender contender) {
    var points = new ArrayList<Growth.Point>();
    for (Measurement row : rows) {
      Statistics statistics = results.statistics(row, contender);
      if (statistics != null) {
        points.add(new Growth.Point(row.groups(), row.unit().cost(statistics.median())));
      }
    }
    return points.size() < 2
        ? NOTHING
        : String.format(Locale.ROOT, "%.2f", Growth.logLogSlope(points));
  }

  private Set<String> titles() {
    return results.measures().stream()
        .map(Measurement::title)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<Measurement> rows(String title) {
    return results.measures().stream()
        .filter(measurement -> measurement.title().equals(title))
        .sorted(Comparator.comparingInt(Measurement::groups))
        .toList();
  }

  private static String count(int groups) {
    return String.format(Locale.ROOT, "%,d", groups);
  }

  private static String cells(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
