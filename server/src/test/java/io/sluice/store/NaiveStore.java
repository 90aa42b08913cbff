package io.sluice.store;

import io.sluice.format.EscapingScheme;
import io.sluice.format.NativeHistograms;
import io.sluice.format.ParsedBody;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The store as implemented in the Pushgateway: each push is applied to a copy of everything, then
/// everything is checked. It implements the rules without optimizations; [Store] must have the same
/// results.
public final class NaiveStore {
  private static final String PUSH = "push_time_seconds";
  private static final String FAILURE = "push_failure_time_seconds";

  /// A family of a group.
  public record NaiveFamily(MetricFamily family, long receivedNanos) {}

  /// A group: its families by name, and its times.
  public record NaiveGroup(
      Map<String, NaiveFamily> families, long pushNanos, long failureNanos, boolean hasFailed) {}

  private final Map<String, MetricType> ownFamilies;
  private Map<GroupingKey, NaiveGroup> groups = new TreeMap<>();

  public NaiveStore(Map<String, MetricType> ownFamilies) {
    this.ownFamilies = ownFamilies;
  }

  public Map<GroupingKey, NaiveGroup> groups() {
    return groups;
  }

  /// Whether the push is accepted.
  public boolean push(GroupingKey key, ParsedBody body, boolean replace, long now) {
    if (!groups.containsKey(key) && groups.keySet().stream().anyMatch(k -> isTwin(k, key))) {
      return false;
    }
    var trial = new TreeMap<>(groups);
    trial.put(key, pushed(key, body, replace, now));
    if (!body.hasTimestamps() && !isForged(body) && isConsistent(trial.values())) {
      groups = trial;
      return true;
    }
    groups.put(key, failed(key, now));
    return false;
  }

  public void delete(GroupingKey key) {
    groups.remove(key);
  }

  /// The number of deleted series, or -1 if there was no such family.
  public int deleteFamily(GroupingKey key, String family) {
    NaiveGroup before = before(key);
    NaiveFamily removed = before.families().get(family);
    if (removed == null) {
      return -1;
    }
    var families = new HashMap<>(before.families());
    families.remove(family);
    groups.put(
        key,
        new NaiveGroup(families, before.pushNanos(), before.failureNanos(), before.hasFailed()));
    return removed.family().metrics().size();
  }

  public void wipe() {
    groups.clear();
  }

  private static boolean isTwin(GroupingKey a, GroupingKey b) {
    return toPrometheus(a.labels()).equals(toPrometheus(b.labels()));
  }

  /// The labels as in Prometheus: without those with empty values.
  private static Map<String, String> toPrometheus(Labels labels) {
    var set = new HashMap<String, String>();
    labels.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            set.put(name, value);
          }
        });
    return set;
  }

  private static boolean isForged(ParsedBody body) {
    return body.families().stream().anyMatch(family -> family.name().equals(FAILURE));
  }

  private NaiveGroup pushed(GroupingKey key, ParsedBody body, boolean replace, long now) {
    NaiveGroup before = before(key);
    var families = new HashMap<>(before.families());
    if (replace) {
      families.keySet().removeIf(name -> !name.equals(FAILURE));
    }
    for (MetricFamily family : body.families()) {
      families.put(family.name(), new NaiveFamily(complete(key, family), now));
    }
    families.put(PUSH, time(key, PUSH, now, now));
    families.putIfAbsent(FAILURE, time(key, FAILURE, 0, now));
    return new NaiveGroup(families, now, before.failureNanos(), before.hasFailed());
  }

  private NaiveGroup failed(GroupingKey key, long now) {
    NaiveGroup before = before(key);
    var families = new HashMap<>(before.families());
    families.put(FAILURE, time(key, FAILURE, now, now));
    families.putIfAbsent(PUSH, time(key, PUSH, 0, now));
    return new NaiveGroup(families, before.pushNanos(), now, true);
  }

  private NaiveGroup before(GroupingKey key) {
    return groups.getOrDefault(key, new NaiveGroup(Map.of(), 0, 0, false));
  }

  private static NaiveFamily time(GroupingKey key, String name, long nanos, long now) {
    String what = name.equals(PUSH) ? "succeeded" : "failed";
    String help = "Last Unix time when changing this group in the Pushgateway " + what + ".";
    Metric metric = new Metric.Gauge(withInstance(key.labels()), nanos / 1e9);
    return new NaiveFamily(
        new MetricFamily(name, help, MetricType.GAUGE, null, List.of(metric)), now);
  }

  private static MetricFamily complete(GroupingKey key, MetricFamily family) {
    return new MetricFamily(
        family.name(),
        family.help(),
        family.type(),
        family.unit(),
        family.metrics().stream()
            .map(metric -> metric.withLabels(complete(key, metric.labels())))
            .toList());
  }

  private static Labels complete(GroupingKey key, Labels labels) {
    var pairs = new ArrayList<String>();
    labels.forEach(
        (name, value) -> {
          if (!key.labels().has(name)) {
            pairs.addAll(List.of(name, value));
          }
        });
    key.labels().forEach((name, value) -> pairs.addAll(List.of(name, value)));
    return withInstance(Labels.of(pairs.toArray(String[]::new)));
  }

  private static Labels withInstance(Labels labels) {
    var pairs = new ArrayList<String>();
    labels.forEach((name, value) -> pairs.addAll(List.of(name, value)));
    if (labels.get("instance") == null) {
      pairs.addAll(List.of("instance", ""));
    }
    return Labels.of(pairs.toArray(String[]::new));
  }

  private boolean isConsistent(Collection<NaiveGroup> all) {
    var families = new ArrayList<MetricFamily>();
    for (NaiveGroup group : all) {
      group.families().values().forEach(family -> families.add(family.family()));
    }
    return families.stream().allMatch(NaiveStore::isGood)
        && hasNoDuplicates(families)
        && namesFit(families);
  }

  private static boolean isGood(MetricFamily family) {
    return family.metrics().stream().allMatch(metric -> isGood(family.type(), metric));
  }

  private static boolean isGood(MetricType type, Metric metric) {
    return !(metric instanceof Metric.Valueless)
        && areGood(metric.labels())
        && !metric.labels().has(reserved(type))
        && !(metric instanceof Metric.Histogram h && NativeHistograms.check(h) != null);
  }

  private static String reserved(MetricType type) {
    return switch (type) {
      case SUMMARY -> "quantile";
      case HISTOGRAM, GAUGE_HISTOGRAM -> "le";
      case COUNTER, GAUGE, UNTYPED -> "__name__";
    };
  }

  private static boolean areGood(Labels labels) {
    for (EscapingScheme scheme : EscapingScheme.values()) {
      var names = new HashSet<>(Set.of("__name__"));
      for (int i = 0; i < labels.size(); i++) {
        if (!names.add(scheme.escapeLabelName(labels.name(i)))) {
          return false;
        }
      }
    }
    for (int i = 0; i < labels.size(); i++) {
      String name = labels.name(i);
      if (name.startsWith("__") || !Names.isUtf8Name(name) || !Utf8.isValid(labels.value(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether no two sample lines are the same series for Prometheus.
  private static boolean hasNoDuplicates(List<MetricFamily> families) {
    record Series(String name, Map<String, String> labels, String bound) {}
    var seen = new HashSet<Series>();
    for (MetricFamily family : families) {
      for (Metric metric : family.metrics()) {
        for (String bound : bounds(metric)) {
          if (!seen.add(new Series(family.name(), toPrometheus(metric.labels()), bound))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /// The identifiers of the lines of one metric; one of them is for the metric itself.
  private static List<String> bounds(Metric metric) {
    var bounds = new ArrayList<>(List.of("itself"));
    if (metric instanceof Metric.Summary summary) {
      summary.quantiles().forEach(q -> bounds.add("quantile " + q.quantile()));
    }
    if (metric instanceof Metric.Histogram histogram) {
      histogram.buckets().forEach(b -> bounds.add("le " + b.upperBound()));
    }
    return bounds;
  }

  private boolean namesFit(List<MetricFamily> families) {
    var types = new HashMap<>(ownFamilies);
    for (MetricFamily family : families) {
      if (!family.metrics().isEmpty()) {
        MetricType other = types.put(family.name(), family.type());
        if (other != null && other != family.type()) {
          return false;
        }
      }
    }
    for (String a : types.keySet()) {
      for (String b : types.keySet()) {
        if (isSampleOf(a, b, types.get(b))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isSampleOf(String name, String family, @Nullable MetricType type) {
    boolean isSummary = type == MetricType.SUMMARY;
    boolean isHistogram = type == MetricType.HISTOGRAM || type == MetricType.GAUGE_HISTOGRAM;
    return ((isSummary || isHistogram) && name.equals(family + "_count"))
        || ((isSummary || isHistogram) && name.equals(family + "_sum"))
        || (isHistogram && name.equals(family + "_bucket"));
  }
}
