package io.sluice.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Collects the differences between two gateways: how often each known difference applied, and
/// every difference that is not known.
///
/// @param <K> the enum of known differences
final class Differences<K extends Enum<K> & Differences.Known> {
  /// How many records are shown for each kind of unexplained difference.
  private static final int SHOWN = 4;

  private static final int SHOWN_LENGTH = 600;

  /// A difference that is intended, or is a defect of the other gateway.
  interface Known {
    String reason();
  }

  private record Unexplained(String record, String what) {
    String kind() {
      return what.substring(0, what.indexOf(':'));
    }

    String brief() {
      String whole = record + "\n      " + what;
      return whole.length() > SHOWN_LENGTH ? whole.substring(0, SHOWN_LENGTH) + " ..." : whole;
    }
  }

  private final Class<K> rules;
  private final Map<K, Integer> applied;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<Unexplained> unexplained = new ArrayList<>();

  Differences(Class<K> rules) {
    this.rules = rules;
    applied = new EnumMap<>(rules);
  }

  /// Counts a value for the report, such as the number of requests.
  synchronized void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  synchronized void explained(K rule) {
    applied.merge(rule, 1, Integer::sum);
  }

  /// Records a difference that no rule explains.
  ///
  /// @param what in words, beginning with its kind and a colon
  synchronized void unexplained(String record, String what) {
    unexplained.add(new Unexplained(record, what));
  }

  synchronized boolean hasUnexplained() {
    return !unexplained.isEmpty();
  }

  /// The rules that never applied: they describe differences that do not exist.
  synchronized List<K> deadRules() {
    return List.of(rules.getEnumConstants()).stream()
        .filter(rule -> !applied.containsKey(rule))
        .toList();
  }

  /// A table of counts, and some records of each kind of unexplained difference.
  synchronized String report() {
    var report = new StringBuilder();
    counts.forEach((what, count) -> report.append("%7d %s%n".formatted(count, what)));
    for (K rule : rules.getEnumConstants()) {
      int count = applied.getOrDefault(rule, 0);
      report.append("%7d known difference %s: %s%n".formatted(count, rule, rule.reason()));
    }
    report.append("%7d unexplained differences%n".formatted(unexplained.size()));
    byKind()
        .forEach(
            (kind, all) -> {
              report.append("  %d of kind \"%s\", for instance%n".formatted(all.size(), kind));
              all.stream()
                  .limit(SHOWN)
                  .forEach(u -> report.append("    %s%n".formatted(u.brief())));
            });
    return report.toString();
  }

  /// Writes every unexplained difference to `file`.
  synchronized void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      String all =
          unexplained.stream()
              .map(u -> u.record() + "\n      " + u.what() + "\n")
              .collect(Collectors.joining());
      Files.writeString(file, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, List<Unexplained>> byKind() {
    return unexplained.stream()
        .collect(Collectors.groupingBy(Unexplained::kind, TreeMap::new, Collectors.toList()));
  }
}
