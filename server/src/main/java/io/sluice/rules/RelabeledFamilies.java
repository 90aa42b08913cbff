package io.sluice.rules;

import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import io.sluice.selector.Matcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds families from individually relabeled series.
///
/// A histogram or summary is one series here, with the name of the family. In Prometheus,
/// relabeling sees `x_bucket` and `x_count` separately and could split them.
final class RelabeledFamilies {
  private record Head(MetricFamily family, List<Metric> metrics) {}

  private static final String RESERVED = "__";

  private final PushPolicy policy;
  private final Labels key;
  private final Map<String, Head> heads = new LinkedHashMap<>();

  RelabeledFamilies(PushPolicy policy, Labels key) {
    this.policy = policy;
    this.key = key;
  }

  List<MetricFamily> of(List<MetricFamily> families) throws RelabelException {
    for (MetricFamily family : families) {
      for (Metric metric : family.metrics()) {
        add(family, metric);
      }
    }
    var relabeled = new ArrayList<MetricFamily>();
    heads.forEach((name, head) -> relabeled.add(family(name, head)));
    return relabeled;
  }

  private void add(MetricFamily family, Metric metric) throws RelabelException {
    if (isUnfit(metric.labels())) {
      put(family.name(), family, metric);
      return;
    }
    Labels dropped = policy.keyLabels(metric.labels());
    if (policy.relabeling().isEmpty()) {
      put(family.name(), family, metric.withLabels(dropped));
      return;
    }
    Labels named = Labels.of(Matcher.METRIC_NAME, family.name());
    Labels relabeled = policy.relabeling().apply(dropped.overlaidWith(key).overlaidWith(named));
    if (relabeled != null) {
      put(name(family, relabeled), family, metric.withLabels(withoutReserved(relabeled)));
    }
  }

  /// Whether a push with these labels is refused in any case. Relabeling would hide the error.
  private static boolean isUnfit(Labels labels) {
    return labels.duplicateName() != null || !withoutReserved(labels).equals(labels);
  }

  private static Labels withoutReserved(Labels labels) {
    Labels kept = labels;
    for (int i = 0; i < labels.size(); i++) {
      if (labels.name(i).startsWith(RESERVED)) {
        kept = kept.without(labels.name(i));
      }
    }
    return kept;
  }

  private static String name(MetricFamily family, Labels relabeled) throws RelabelException {
    String name = relabeled.get(Matcher.METRIC_NAME);
    if (name == null || !Names.UTF8.isMetricName(name)) {
      throw new RelabelException("a rule leaves a series of " + family.name() + " without a name");
    }
    return name;
  }

  private void put(String name, MetricFamily family, Metric metric) throws RelabelException {
    Head head = heads.computeIfAbsent(name, _ -> new Head(family, new ArrayList<>()));
    if (head.family.type() != family.type()) {
      throw new RelabelException(
          "a rule gives %s the types %s and %s".formatted(name, head.family.type(), family.type()));
    }
    head.metrics.add(metric);
  }

  private static MetricFamily family(String name, Head head) {
    MetricFamily family = head.family;
    return new MetricFamily(name, family.help(), family.type(), family.unit(), head.metrics);
  }
}
