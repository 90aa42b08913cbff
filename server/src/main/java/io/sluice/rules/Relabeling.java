package io.sluice.rules;

import io.sluice.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of relabeling steps, applied one after the other like `relabel_configs` in Prometheus.
public final class Relabeling {
  /// Changes nothing.
  public static final Relabeling NONE = new Relabeling(List.of());

  private final List<RelabelStep> steps;

  Relabeling(List<RelabelStep> steps) {
    this.steps = List.copyOf(steps);
  }

  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /// Relabels `labels`; returns null if the series is dropped. The name of the metric is in
  /// `__name__`; a label with an empty value does not exist, before and after.
  public @Nullable Labels apply(Labels labels) {
    if (steps.isEmpty()) {
      return labels;
    }
    var builder = new LabelsBuilder(labels);
    for (RelabelStep step : steps) {
      if (!step.apply(builder)) {
        return null;
      }
    }
    return builder.build();
  }

  /// The actions in order, for the description of a rule.
  public List<String> actions() {
    return steps.stream().map(step -> step.action().word()).toList();
  }
}
