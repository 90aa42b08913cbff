package io.sluice.bench;

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
/// @param machine lines that say what was measured on
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
      for (Measure measure : rows(title)) {
        lines.add(row(measure));
      }
    }
  }

  private String row(Measure measure) {
    Contender floor = floor(measure);
    return cells(
        measure.title(),
        count(measure.groups()),
        value(measure, Contender.SLUICE),
        value(measure, Contender.PUSHGATEWAY),
        ratio(results.advantage(measure, Contender.PUSHGATEWAY), " x"),
        floor(measure, floor),
        ratio(results.advantage(measure, floor), ""));
  }

  private String value(Measure measure, Contender contender) {
    Spread spread = results.spread(measure, contender);
    if (spread == null) {
      return NOTHING;
    }
    String median = measure.unit().format(spread.median());
    return spread.least() == spread.most()
        ? median
        : "%s (%s–%s)".formatted(median, Unit.number(spread.least()), Unit.number(spread.most()));
  }

  /// What the row is compared with, or any floor if with none.
  private Contender floor(Measure measure) {
    return Arrays.stream(Contender.values())
        .filter(contender -> contender.isFloor() && results.spread(measure, contender) != null)
        .findFirst()
        .orElse(Contender.NETTY);
  }

  private String floor(Measure measure, Contender floor) {
    String value = value(measure, floor);
    return value.isEmpty() ? value : floor.title() + " " + value;
  }

  private static String ratio(@Nullable Spread spread, String suffix) {
    if (spread == null) {
      return NOTHING;
    }
    String median = "**" + Unit.number(spread.median()) + suffix + "**";
    return spread.least() == spread.most()
        ? median
        : "%s (%s–%s)".formatted(median, Unit.number(spread.least()), Unit.number(spread.most()));
  }

  private void growth(List<String> lines) {
    lines.add("| what | groups | slope, Sluice | slope, Pushgateway |");
    lines.add("|---|---|--:|--:|");
    for (String title : titles()) {
      List<Measure> rows = rows(title);
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
    for (Aim aim : Aim.ALL) {
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

  private String slope(List<Measure> rows, Contender contender) {
    var points = new ArrayList<Growth.Point>();
    for (Measure row : rows) {
      Spread spread = results.spread(row, contender);
      if (spread != null) {
        points.add(new Growth.Point(row.groups(), row.unit().cost(spread.median())));
      }
    }
    return points.size() < 2
        ? NOTHING
        : String.format(Locale.ROOT, "%.2f", Growth.logLogSlope(points));
  }

  private Set<String> titles() {
    return results.measures().stream()
        .map(Measure::title)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<Measure> rows(String title) {
    return results.measures().stream()
        .filter(measure -> measure.title().equals(title))
        .sorted(Comparator.comparingInt(Measure::groups))
        .toList();
  }

  private static String count(int groups) {
    return String.format(Locale.ROOT, "%,d", groups);
  }

  private static String cells(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
