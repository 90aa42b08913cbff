package io.sluice.format.otlp;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.otlp.RejectedPoint.Reason;
import io.sluice.format.otlp.proto.AggregationTemporality;
import io.sluice.format.otlp.proto.ExponentialHistogramDataPoint;
import io.sluice.format.otlp.proto.HistogramDataPoint;
import io.sluice.format.otlp.proto.KeyValue;
import io.sluice.format.otlp.proto.Metric;
import io.sluice.format.otlp.proto.NumberDataPoint;
import io.sluice.format.otlp.proto.SummaryDataPoint;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric.Counter;
import io.sluice.model.Metric.Gauge;
import io.sluice.model.Metric.Quantile;
import io.sluice.model.Metric.Summary;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds a group from the points of one or more resources.
final class GroupBuilder {
  private static final String TARGET_INFO = "target_info";
  private static final String TARGET_INFO_HELP = "Target metadata";

  /// The flag of a point without a value.
  private static final int NO_RECORDED_VALUE = 1;

  private static final String DELTA = "delta points cannot replace; push to /aggregate";
  private static final String CUMULATIVE =
      "cumulative points cannot be aggregated; set"
          + " OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta";
  private static final String UNSPECIFIED = "the aggregation temporality is not specified";
  private static final String SUMMARY = "a summary has only totals, which cannot be aggregated";

  private final GroupingKey requestedKey;
  private final OtlpDestination destination;
  private final OtlpSettings settings;
  private final AttributeLabels attributeLabels;
  private final ParseLimits limits;
  private final Map<String, FamilyBuilder> families = new LinkedHashMap<>();
  private final Set<Labels> targets = new LinkedHashSet<>();
  private final OtlpRejections rejected = new OtlpRejections();
  private long points;

  GroupBuilder(
      GroupingKey requestedKey,
      OtlpDestination destination,
      OtlpSettings settings,
      AttributeLabels attributeLabels,
      ParseLimits limits) {
    this.requestedKey = requestedKey;
    this.destination = destination;
    this.settings = settings;
    this.attributeLabels = attributeLabels;
    this.limits = limits;
  }

  /// The number of accepted points; if pushes are aggregated, without those that have no value.
  long points() {
    return points;
  }

  OtlpRejections rejected() {
    return rejected;
  }

  void reject(Metric metric, Reason reason, String message, int count) {
    rejected.add("metric \"" + metric.getName() + "\"", reason, message, count);
  }

  /// Adds the points of a metric.
  ///
  /// @param promoted labels of the resource for all series
  /// @param scope labels of the scope for all series
  void add(Metric metric, Map<String, String> promoted, Map<String, String> scope)
      throws ParseException {
    TargetFamily target;
    try {
      target = target(metric);
    } catch (RejectedPoint e) {
      reject(metric, e.reason(), e.getMessage(), Points.countIn(metric));
      return;
    }
    for (Point point : points(metric)) {
      try {
        Labels labels = labels(attributeLabels.of(point.attributes(), promoted, scope));
        limits.check(labels);
        add(target, point, labels);
      } catch (RejectedPoint e) {
        reject(metric, e.reason(), e.getMessage(), 1);
      }
    }
  }

  void addTargetInfo(List<KeyValue> attributes) throws ParseException {
    Labels labels = labels(attributeLabels.targetInfo(attributes));
    limits.check(labels);
    if (labels.size() > 0) {
      targets.add(labels);
    }
  }

  OtlpGroup build() {
    var built = new ArrayList<MetricFamily>(families.size() + 1);
    var summed = new HashSet<String>();
    var removedNames = new HashSet<String>();
    families.forEach(
        (name, builder) -> {
          MetricFamily family = builder.build();
          if (family.metrics().isEmpty()) {
            removedNames.add(name);
            return;
          }
          built.add(family);
          if (builder.isSummed()) {
            summed.add(name);
          }
        });
    if (!targets.isEmpty()) {
      built.add(
          new MetricFamily(
              TARGET_INFO,
              TARGET_INFO_HELP,
              MetricType.GAUGE,
              null,
              targets.stream()
                  .map(labels -> (io.sluice.model.Metric) new Gauge(labels, 1))
                  .toList()));
    }
    return new OtlpGroup(
        requestedKey, destination.isAdding(), built, summed, removedNames, points, rejected);
  }

  /// The family for the points of a metric.
  private record TargetFamily(
      String name, MetricType type, boolean isSummed, String help, String unit) {}

  private TargetFamily target(Metric metric) throws RejectedPoint, ParseException {
    AggregationTemporality temporality = temporality(metric);
    boolean isMonotonic =
        metric.getDataCase() == Metric.DataCase.SUM && metric.getSum().getIsMonotonic();
    boolean isGauge = metric.getDataCase() == Metric.DataCase.GAUGE;
    requireFitting(metric, temporality, isMonotonic);
    String name =
        MetricName.of(
            metric.getName(), metric.getUnit(), isMonotonic, isGauge, settings.strategy());
    if (name == null || name.indexOf('\0') >= 0) {
      throw new RejectedPoint(Reason.NAME, "the metric has no name that is valid for a family");
    }
    limits.checkName(name.length());
    boolean isIncrement =
        metric.getDataCase() == Metric.DataCase.SUM
            && !isMonotonic
            && temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    MetricType type =
        switch (metric.getDataCase()) {
          case SUM -> isMonotonic ? MetricType.COUNTER : MetricType.GAUGE;
          case HISTOGRAM, EXPONENTIAL_HISTOGRAM -> MetricType.HISTOGRAM;
          case SUMMARY -> MetricType.SUMMARY;
          case GAUGE, DATA_NOT_SET -> MetricType.GAUGE;
        };
    requireFree(name, type, isIncrement);
    return new TargetFamily(
        name,
        type,
        isIncrement,
        metric.getDescription(),
        UnitName.of(metric.getUnit()).familyUnit());
  }

  private static AggregationTemporality temporality(Metric metric) {
    return switch (metric.getDataCase()) {
      case SUM -> metric.getSum().getAggregationTemporality();
      case HISTOGRAM -> metric.getHistogram().getAggregationTemporality();
      case EXPONENTIAL_HISTOGRAM -> metric.getExponentialHistogram().getAggregationTemporality();
      case SUMMARY -> AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
      case GAUGE, DATA_NOT_SET -> AggregationTemporality.AGGREGATION_TEMPORALITY_UNSPECIFIED;
    };
  }

  private void requireFitting(
      Metric metric, AggregationTemporality temporality, boolean isMonotonic) throws RejectedPoint {
    if (metric.getDataCase() == Metric.DataCase.GAUGE) {
      return;
    }
    boolean isUpDown = metric.getDataCase() == Metric.DataCase.SUM && !isMonotonic;
    String problem =
        switch (temporality) {
          case AGGREGATION_TEMPORALITY_DELTA -> destination.isAdding() ? null : DELTA;
          case AGGREGATION_TEMPORALITY_CUMULATIVE ->
              !destination.isAdding() || isUpDown
                  ? null
                  : metric.getDataCase() == Metric.DataCase.SUMMARY ? SUMMARY : CUMULATIVE;
          case AGGREGATION_TEMPORALITY_UNSPECIFIED, UNRECOGNIZED -> UNSPECIFIED;
        };
    if (problem != null) {
      throw new RejectedPoint(Reason.TEMPORALITY, problem);
    }
  }

  private void requireFree(String name, MetricType type, boolean isSummed) throws RejectedPoint {
    if (destination.isReserved(name) || (settings.hasTargetInfo() && name.equals(TARGET_INFO))) {
      throw new RejectedPoint(Reason.CLASH, "the gateway sets " + name + " itself");
    }
    FamilyBuilder known = families.get(name);
    if (known != null && known.type() != type) {
      throw new RejectedPoint(
          Reason.CLASH,
          "the request has %s already as a %s, which is not a %s"
              .formatted(name, known.type(), type));
    }
    if (known != null && known.isSummed() != isSummed) {
      throw new RejectedPoint(
          Reason.CLASH, "the request has %s already with another temporality".formatted(name));
    }
    String taken = known == null ? takenSample(name, type) : null;
    if (taken != null) {
      throw new RejectedPoint(
          Reason.CLASH,
          "%s: the request has %s as a sample of another metric".formatted(name, taken));
    }
  }

  /// A name that would be both that of a family and that of a sample of another family, or null.
  private @Nullable String takenSample(String name, MetricType type) {
    for (String suffix : MetricType.ALL_SUFFIXES) {
      if (name.endsWith(suffix)) {
        FamilyBuilder base = families.get(name.substring(0, name.length() - suffix.length()));
        if (base != null && base.type().suffixes().contains(suffix)) {
          return name;
        }
      }
      if (type.suffixes().contains(suffix) && families.containsKey(name + suffix)) {
        return name + suffix;
      }
    }
    return null;
  }

  private void add(TargetFamily target, Point point, Labels labels) throws RejectedPoint {
    boolean hasNoValue = (point.flags() & NO_RECORDED_VALUE) != 0;
    if (hasNoValue && destination.isAdding()) {
      return; // nothing is added
    }
    io.sluice.model.Metric metric = hasNoValue ? null : point.metric(target.type, labels);
    String problem = metric == null ? null : destination.problem(target.name, target.type, metric);
    if (problem != null) {
      throw new RejectedPoint(Reason.VALUE, problem);
    }
    FamilyBuilder family =
        families.computeIfAbsent(
            target.name,
            name -> new FamilyBuilder(name, target.type, target.isSummed, destination.isAdding()));
    family.describe(target.help, target.unit);
    family.add(labels, point.unixNanos(), metric);
    points++;
  }

  /// Removes the labels of the key, which take precedence over those of the series.
  private Labels labels(Labels labels) {
    Labels kept = labels;
    Labels key = requestedKey.labels();
    for (int i = 0; i < key.size(); i++) {
      if (kept.has(key.name(i))) {
        kept = kept.without(key.name(i));
      }
    }
    return kept;
  }

  private static List<? extends Point> points(Metric metric) {
    return switch (metric.getDataCase()) {
      case GAUGE -> numbers(metric.getGauge().getDataPointsList());
      case SUM -> numbers(metric.getSum().getDataPointsList());
      case HISTOGRAM ->
          metric.getHistogram().getDataPointsList().stream().map(Point.Explicit::new).toList();
      case EXPONENTIAL_HISTOGRAM ->
          metric.getExponentialHistogram().getDataPointsList().stream()
              .map(Point.Exponential::new)
              .toList();
      case SUMMARY ->
          metric.getSummary().getDataPointsList().stream().map(Point.Quantiles::new).toList();
      case DATA_NOT_SET -> List.of();
    };
  }

  private static List<Point.Scalar> numbers(List<NumberDataPoint> points) {
    return points.stream().map(Point.Scalar::new).toList();
  }

  /// A point of any type.
  private sealed interface Point {
    List<KeyValue> attributes();

    long unixNanos();

    int flags();

    /// @param type of the family
    io.sluice.model.Metric metric(MetricType type, Labels labels) throws RejectedPoint;

    record Scalar(NumberDataPoint point) implements Point {
      @Override
      public List<KeyValue> attributes() {
        return point.getAttributesList();
      }

      @Override
      public long unixNanos() {
        return point.getTimeUnixNano();
      }

      @Override
      public int flags() {
        return point.getFlags();
      }

      @Override
      public io.sluice.model.Metric metric(MetricType type, Labels labels) {
        double value = point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
        return type == MetricType.COUNTER
            ? new Counter(
                labels,
                value,
                Exemplars.latestOf(point.getExemplarsList()),
                Times.timestamp(point.getStartTimeUnixNano()))
            : new Gauge(labels, value);
      }
    }

    record Explicit(HistogramDataPoint point) implements Point {
      @Override
      public List<KeyValue> attributes() {
        return point.getAttributesList();
      }

      @Override
      public long unixNanos() {
        return point.getTimeUnixNano();
      }

      @Override
      public int flags() {
        return point.getFlags();
      }

      @Override
      public io.sluice.model.Metric metric(MetricType type, Labels labels) throws RejectedPoint {
        return Histograms.of(point, labels);
      }
    }

    record Exponential(ExponentialHistogramDataPoint point) implements Point {
      @Override
      public List<KeyValue> attributes() {
        return point.getAttributesList();
      }

      @Override
      public long unixNanos() {
        return point.getTimeUnixNano();
      }

      @Override
      public int flags() {
        return point.getFlags();
      }

      @Override
      public io.sluice.model.Metric metric(MetricType type, Labels labels) throws RejectedPoint {
        return ExponentialHistograms.of(point, labels);
      }
    }

    record Quantiles(SummaryDataPoint point) implements Point {
      @Override
      public List<KeyValue> attributes() {
        return point.getAttributesList();
      }

      @Override
      public long unixNanos() {
        return point.getTimeUnixNano();
      }

      @Override
      public int flags() {
        return point.getFlags();
      }

      @Override
      public io.sluice.model.Metric metric(MetricType type, Labels labels) {
        return new Summary(
            labels,
            point.getCount(),
            point.getSum(),
            point.getQuantileValuesList().stream()
                .map(value -> new Quantile(value.getQuantile(), value.getValue()))
                .toList(),
            Times.timestamp(point.getStartTimeUnixNano()));
      }
    }
  }
}
