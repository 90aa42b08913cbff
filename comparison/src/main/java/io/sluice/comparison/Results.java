package io.sluice.comparison;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All measurements, by row and contender, with one value for each round.
final class Results {
  private final Map<Measurement, Map<Contender, Map<Integer, Double>>> values =
      new LinkedHashMap<>();

  void add(Measurement measurement, Contender contender, int round, double value) {
    values
        .computeIfAbsent(measurement, _ -> new LinkedHashMap<>())
        .computeIfAbsent(contender, _ -> new LinkedHashMap<>())
        .put(round, value);
  }

  Set<Measurement> measures() {
    return values.keySet();
  }

  /// Median and range over the rounds, or null if it was not measured.
  @Nullable Statistics statistics(Measurement measurement, Contender contender) {
    Map<Integer, Double> rounds = rounds(measurement, contender);
    return rounds.isEmpty() ? null : Statistics.of(rounds.values());
  }

  /// How many times better Sluice is than `other`, compared in each round; null if one of them was
  /// not measured.
  @Nullable Statistics advantage(Measurement measurement, Contender other) {
    Map<Integer, Double> ours = rounds(measurement, Contender.SLUICE);
    Map<Integer, Double> theirs = rounds(measurement, other);
    List<Double> ratios = new ArrayList<>();
    ours.forEach(
        (round, value) -> {
          Double their = theirs.get(round);
          if (their != null) {
            ratios.add(measurement.unit().advantage(value, their));
          }
        });
    return ratios.isEmpty() ? null : Statistics.of(ratios);
  }

  private Map<Integer, Double> rounds(Measurement measurement, Contender contender) {
    return values
        .getOrDefault(measurement, Collections.emptyMap())
        .getOrDefault(contender, Collections.emptyMap());
  }
}
