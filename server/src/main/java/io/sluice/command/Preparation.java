package io.sluice.command;

import io.sluice.format.EscapingScheme;
import io.sluice.format.NativeHistograms;
import io.sluice.format.ParsedBody;
import io.sluice.go.GoQuote;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import io.sluice.pages.StoredFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// Converts a parsed body to a command: completes the labels, checks the push for errors that do
/// not depend on the state, and converts the families to their stored form. It does not need the
/// state, so it runs before the log, in parallel.
public final class Preparation {
  private static final Labels NO_INSTANCE = Labels.of("instance", "");
  private static final String TIMESTAMPS = "pushed metrics must not have timestamps";
  private static final String FORGED = " is set by the gateway and must not be pushed";

  private final GroupingKey key;
  private final Labels keyWithInstance;
  private final boolean isAdding;
  private final boolean repeats;
  private final PushErrors problems = new PushErrors();

  /// Labels whose names are valid in the current family.
  private Labels validNames = Labels.EMPTY;

  private Preparation(GroupingKey key, boolean isAdding, boolean repeats) {
    this.key = key;
    this.isAdding = isAdding;
    this.repeats = repeats;
    this.keyWithInstance = NO_INSTANCE.overlaidWith(key.labels());
  }

  /// The command for a push of `body` to the group `key`: [Command.Push], or [Command.Fail] if the
  /// push is invalid independent of the state.
  public static Command.Part push(
      GroupingKey key, ParsedBody body, boolean replace, PushOrigin origin, Lifetimes lifetimes) {
    if (body.hasTimestamps()) {
      return new Command.Fail(key, origin, TIMESTAMPS);
    }
    var preparation = new Preparation(key, false, false);
    List<StoredFamily> families = preparation.families(body.families(), origin.shownNanos());
    return preparation.problems.isEmpty()
        ? new Command.Push(key, origin, replace, families, lifetimes)
        : new Command.Fail(key, origin, preparation.problems.message());
  }

  /// The command that aggregates `families` with those of the group `key`: [Command.Aggregate], or
  /// [Command.Fail] if the push is invalid independent of the state. Labels with empty values are
  /// removed, so that series that are identical in Prometheus are aggregated.
  ///
  /// @param repeats whether a series may occur more than once; its values are then aggregated
  public static Command.Part aggregate(
      GroupingKey key,
      List<MetricFamily> families,
      boolean repeats,
      PushOrigin origin,
      MergeOptions options,
      Lifetimes lifetimes) {
    var preparation = new Preparation(key, true, repeats);
    List<StoredFamily> stored = preparation.families(families, origin.shownNanos());
    return preparation.problems.isEmpty()
        ? new Command.Aggregate(key, origin, stored, options, lifetimes)
        : new Command.Fail(key, origin, preparation.problems.message());
  }

  /// The command that replaces series of the group `key` with the series of `body` that have the
  /// same labels: [Command.Aggregate], or [Command.Fail] if the push is invalid independent of the
  /// state.
  public static Command.Part series(
      GroupingKey key, ParsedBody body, PushOrigin origin, Lifetimes lifetimes) {
    if (body.hasTimestamps()) {
      return new Command.Fail(key, origin, TIMESTAMPS);
    }
    var preparation = new Preparation(key, false, false);
    List<StoredFamily> stored = preparation.families(body.families(), origin.nanos());
    MergeOptions options = MergeOptions.replacing(lifetimes.seriesTtlNanos() > 0);
    return preparation.problems.isEmpty()
        ? new Command.Aggregate(key, origin, stored, options, lifetimes)
        : new Command.Fail(key, origin, preparation.problems.message());
  }

  /// The error in one series of a push, independent of the state, or null.
  ///
  /// @param metric with labels as pushed
  public static @Nullable String seriesProblem(
      GroupingKey key, String family, MetricType type, Metric metric) {
    var preparation = new Preparation(key, false, true);
    Metric complete = metric.withLabels(preparation.completeLabels(metric.labels()));
    return preparation.problem(
        new MetricFamily(family, null, type, null, List.of()), complete, null);
  }

  /// The reason why a group with `key` would be invalid, or null: each of its series, including the
  /// push times, would have the labels of the key. Checked before a push is prepared, because a
  /// failed push also creates its group.
  public static @Nullable String keyProblem(GroupingKey key) {
    return labelsProblem(MetricType.UNTYPED, NO_INSTANCE.overlaidWith(key.labels()));
  }

  /// The stored form of the pushed families. Errors are added to the problems.
  private List<StoredFamily> families(List<MetricFamily> pushed, long receivedNanos) {
    var complete = new ArrayList<MetricFamily>(pushed.size());
    for (MetricFamily family : pushed) {
      if (!family.name().equals(ReservedFamilies.PUSH_TIME)) {
        complete.add(complete(family));
      }
    }
    if (!problems.isEmpty()) {
      return List.of();
    }
    var families = new ArrayList<StoredFamily>(complete.size());
    for (MetricFamily family : complete) {
      families.add(
          repeats && hasRepetition(family)
              ? StoredFamily.exact(family, receivedNanos)
              : StoredFamily.of(family, receivedNanos));
    }
    return families;
  }

  private static boolean hasRepetition(MetricFamily family) {
    long distinct = family.metrics().stream().map(Metric::labels).distinct().count();
    return distinct < family.metrics().size();
  }

  /// `family` with complete labels. Errors are added to the problems.
  private MetricFamily complete(MetricFamily family) {
    if (ReservedFamilies.isRefused(family.name())) {
      problems.add(family.name() + FORGED);
    }
    int count = family.metrics().size();
    var metrics = new ArrayList<Metric>(count);
    Set<Labels> seen = count == 1 ? null : HashSet.newHashSet(count);
    validNames = Labels.EMPTY;
    for (Metric metric : family.metrics()) {
      Labels pushed = isAdding ? metric.labels().withoutEmpty() : metric.labels();
      Metric complete = metric.withLabels(completeLabels(pushed));
      metrics.add(complete);
      String problem = problem(family, complete, seen);
      if (problem != null) {
        problems.add(problem);
      }
    }
    return new MetricFamily(family.name(), family.help(), family.type(), family.unit(), metrics);
  }

  /// The labels of a series in a group: those of the grouping key take precedence, and a series
  /// without an instance gets an empty one.
  public static Labels completed(Labels labels, GroupingKey key) {
    return new Preparation(key, false, false).completeLabels(labels);
  }

  private Labels completeLabels(Labels labels) {
    return labels.overlaidWith(labels.has("instance") ? key.labels() : keyWithInstance);
  }

  private @Nullable String problem(MetricFamily family, Metric metric, @Nullable Set<Labels> seen) {
    if (metric instanceof Metric.Valueless) {
      return PushErrorMessages.notOfType(family.name(), metric, family.type(), family.type());
    }
    String detail = labelsProblem(family, metric.labels());
    if (detail == null && metric instanceof Metric.Histogram histogram) {
      detail = NativeHistograms.check(histogram);
    }
    if (detail == null && hasBoundTwice(metric)) {
      return PushErrorMessages.duplicateSeries(family.name(), metric, family.type());
    }
    if (detail != null) {
      return PushErrorMessages.collected(family.name(), metric, family.type()) + detail;
    }
    return seen == null || seen.add(identity(metric.labels())) || repeats
        ? null
        : PushErrorMessages.duplicateSeries(family.name(), metric, family.type());
  }

  /// Whether a summary has a duplicate quantile, or a histogram a duplicate bucket, which result in
  /// sample lines with the same labels.
  private static boolean hasBoundTwice(Metric metric) {
    return switch (metric) {
      case Metric.Summary summary ->
          hasTwice(summary.quantiles().stream().mapToDouble(Metric.Quantile::quantile).toArray());
      case Metric.Histogram histogram ->
          hasTwice(histogram.buckets().stream().mapToDouble(Metric.Bucket::upperBound).toArray());
      default -> false;
    };
  }

  private static boolean hasTwice(double[] bounds) {
    boolean isAscending = true;
    for (int i = 1; i < bounds.length && isAscending; i++) {
      isAscending = bounds[i - 1] < bounds[i];
    }
    return !isAscending && DoubleStream.of(bounds).distinct().count() < bounds.length;
  }

  /// The labels that identify a series with complete labels: for Prometheus, a label with an empty
  /// value does not exist. All series have an `instance`, so an empty one may be kept.
  private static Labels identity(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (labels.value(i).isEmpty() && !labels.name(i).equals("instance")) {
        return NO_INSTANCE.overlaidWith(labels.withoutEmpty());
      }
    }
    return labels;
  }

  private @Nullable String labelsProblem(MetricFamily family, Labels labels) {
    if (labels.sharesNames(validNames)) {
      return valuesProblem(labels);
    }
    String problem = labelsProblem(family.type(), labels);
    if (problem == null) {
      validNames = labels;
    }
    return problem;
  }

  private static @Nullable String valuesProblem(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      String problem = valueProblem(labels.name(i), labels.value(i));
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable String labelsProblem(MetricType type, Labels labels) {
    String previous = null;
    boolean legacy = true;
    for (int i = 0; i < labels.size(); i++) {
      String name = labels.name(i);
      String problem = labelProblem(type, name, labels.value(i), previous);
      if (problem != null) {
        return problem;
      }
      legacy = legacy && Names.isLegacyLabelName(name);
      previous = name;
    }
    return legacy ? null : escapingProblem(labels);
  }

  private static @Nullable String labelProblem(
      MetricType type, String name, String value, @Nullable String previous) {
    if (name.equals(previous)) {
      return "has two or more labels with the same name: " + Utf8.replaceInvalid(name);
    }
    if (name.startsWith("__") || !Names.isUtf8Name(name)) {
      return "has a label with an invalid name: " + Utf8.replaceInvalid(name);
    }
    if (name.equals(reserved(type))) {
      return "must not have an explicit %s label".formatted(GoQuote.quote(name));
    }
    return valueProblem(name, value);
  }

  private static @Nullable String valueProblem(String name, String value) {
    return Utf8.isValid(value)
        ? null
        : "has a label named %s whose value is not utf8: %s"
            .formatted(GoQuote.quote(name), GoQuote.quote(value));
  }

  /// The label that the exposition adds to series of this type, or null.
  private static @Nullable String reserved(MetricType type) {
    return switch (type) {
      case SUMMARY -> "quantile";
      case HISTOGRAM, GAUGE_HISTOGRAM -> "le";
      case COUNTER, GAUGE, UNTYPED -> null;
    };
  }

  /// Different names must not become equal, or equal to `__name__`, in any escaping scheme:
  /// Prometheus rejects the whole scrape if a series has a duplicate label.
  private static @Nullable String escapingProblem(Labels labels) {
    for (EscapingScheme scheme :
        List.of(EscapingScheme.UNDERSCORES, EscapingScheme.DOTS, EscapingScheme.VALUES)) {
      var escaped = new HashSet<>(Set.of("__name__"));
      for (int i = 0; i < labels.size(); i++) {
        String name = scheme.escapeLabelName(labels.name(i));
        if (!escaped.add(name)) {
          return "has two or more labels with the same name: %s (names escaped as %s)"
              .formatted(name, scheme.parameter());
        }
      }
    }
    return null;
  }
}
