package io.sluice.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that was measured, by row and contender, one value a round.
final class Results {
  private final Map<Measure, Map<Contender, Map<Integer, Double>>> values = new LinkedHashMap<>();

  void add(Measure measure, Contender contender, int round, double value) {
    values
        .computeIfAbsent(measure, _ -> new LinkedHashMap<>())
        .computeIfAbsent(contender, _ -> new LinkedHashMap<>())
        .put(round, value);
  }

  Set<Measure> measures() {
    return values.keySet();
  }

  /// Median and range over the rounds, or null if it was not measured.
  @Nullable Spread spread(Measure measure, Contender contender) {
    Map<Integer, Double> rounds = rounds(measure, contender);
    return rounds.isEmpty() ? null : Spread.of(rounds.values());
  }

  /// How many times better Sluice is than `other`, compared round by round; null if one of them was
  /// not measured.
  @Nullable Spread advantage(Measure measure, Contender other) {
    Map<Integer, Double> ours = rounds(measure, Contender.SLUICE);
    Map<Integer, Double> theirs = rounds(measure, other);
    List<Double> ratios = new ArrayList<>();
    ours.forEach(
        (round, value) -> {
          Double their = theirs.get(round);
          if (their != null) {
            ratios.add(measure.unit().advantage(value, their));
          }
        });
    return ratios.isEmpty() ? null : Spread.of(ratios);
  }

  private Map<Integer, Double> rounds(Measure measure, Contender contender) {
    return values
        .getOrDefault(measure, Collections.emptyMap())
        .getOrDefault(contender, Collections.emptyMap());
  }
}
