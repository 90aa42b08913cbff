package io.sluice.merge;

import io.sluice.go.GoFloat;
import io.sluice.merge.AggregationState.Average;
import io.sluice.merge.AggregationState.Nothing;
import io.sluice.merge.AggregationState.Rest;
import io.sluice.merge.AggregationState.Window;
import io.sluice.model.Metric;
import io.sluice.model.Metric.Counter;
import io.sluice.model.Metric.Gauge;
import io.sluice.model.Metric.Untyped;
import org.jspecify.annotations.Nullable;

/// Merges counters, gauges and untyped series, which consist of one number.
///
/// A gauge that is NaN means that there is no value, so it changes nothing. A counter must not be
/// NaN, infinite, because later pushes could not change it, or negative, because a server would
/// treat that as a reset.
final class NumberMerge {
  /// A number and its aggregation state.
  private record Merged(double value, AggregationState state) {
    Merged(double value) {
      this(value, Nothing.NOTHING);
    }
  }

  private NumberMerge() {}

  /// The series after a push.
  ///
  /// @param stored null if there is none
  static Series merge(@Nullable Series stored, Metric pushed, SeriesMode mode, long receivedNanos)
      throws NotAddableException {
    double number = value(pushed);
    Merged outcome =
        switch (mode) {
          case SeriesMode.Plain.LAST, SeriesMode.Plain.FAMILY -> new Merged(number);
          case SeriesMode.Plain.SUM -> sum(stored, requireAddable(pushed, number));
          case SeriesMode.Plain.MIN -> new Merged(min(stored, number));
          case SeriesMode.Plain.MAX -> new Merged(max(stored, number));
          case SeriesMode.Plain.AVG -> average(stored, requireAddable(pushed, number));
          case SeriesMode.Windowed window ->
              window(stored, requireAddable(pushed, number), window, receivedNanos);
        };
    return new Series(
        stored == null || isReplacing(mode)
            ? withValue(pushed, outcome.value())
            : withValue(stored.metric(), pushed, outcome.value()),
        outcome.state(),
        Series.NEVER_SEEN);
  }

  private static boolean isReplacing(SeriesMode mode) {
    return mode == SeriesMode.Plain.LAST || mode == SeriesMode.Plain.FAMILY;
  }

  private static double requireAddable(Metric pushed, double number) throws NotAddableException {
    boolean isGauge = pushed instanceof Gauge;
    if (Double.isInfinite(number) || (Double.isNaN(number) && !isGauge)) {
      throw new NotAddableException("not a number to add: value=" + GoFloat.formatPlain(number));
    }
    if (number < 0 && pushed instanceof Counter) {
      throw new NotAddableException(
          "a counter cannot go down: value=" + GoFloat.formatPlain(number));
    }
    return number;
  }

  private static Merged sum(@Nullable Series stored, double number) throws NotAddableException {
    if (stored == null || !Double.isFinite(value(stored.metric()))) {
      return new Merged(number);
    }
    if (Double.isNaN(number)) {
      return new Merged(value(stored.metric()), stored.state());
    }
    double rest = stored.state() instanceof Rest known ? known.rest() : 0;
    CarriedSum sum = new CarriedSum(value(stored.metric()), rest).plus(number);
    return sum.rest() == 0
        ? new Merged(sum.value())
        : new Merged(sum.value(), new Rest(sum.rest()));
  }

  private static double min(@Nullable Series stored, double number) {
    if (stored == null || Double.isNaN(value(stored.metric()))) {
      return number;
    }
    return Double.isNaN(number) ? value(stored.metric()) : Math.min(value(stored.metric()), number);
  }

  private static double max(@Nullable Series stored, double number) {
    if (stored == null || Double.isNaN(value(stored.metric()))) {
      return number;
    }
    return Double.isNaN(number) ? value(stored.metric()) : Math.max(value(stored.metric()), number);
  }

  /// An existing value without a state counts as one number.
  private static Merged average(@Nullable Series stored, double number) throws NotAddableException {
    if (stored == null || !Double.isFinite(value(stored.metric()))) {
      return new Merged(number);
    }
    if (Double.isNaN(number)) {
      return new Merged(value(stored.metric()), stored.state());
    }
    Average before =
        stored.state() instanceof Average known ? known : new Average(1, value(stored.metric()));
    double sum = requireFinite(before.sum() + number);
    long count = before.count() + 1;
    return new Merged(sum / count, new Average(count, sum));
  }

  private static Merged window(
      @Nullable Series stored, double number, SeriesMode.Windowed mode, long receivedNanos)
      throws NotAddableException {
    Window before =
        stored != null && stored.state() instanceof Window known && known.nanos() == mode.nanos()
            ? known
            : Window.empty(mode.nanos());
    Window window = before.with(number, receivedNanos);
    double sum = requireFinite(window.sum());
    long count = window.count();
    if (count == 0) {
      return new Merged(GoFloat.NAN, Nothing.NOTHING);
    }
    return new Merged(mode.mean() ? sum / count : sum, window);
  }

  private static double requireFinite(double sum) throws NotAddableException {
    if (!Double.isFinite(sum)) {
      throw new NotAddableException("the sum is too large");
    }
    return sum + 0.0; // the text format has no negative zero
  }

  private static double value(Metric metric) {
    return switch (metric) {
      case Counter counter -> counter.value();
      case Gauge gauge -> gauge.value();
      case Untyped untyped -> untyped.value();
      case Metric.Summary _, Metric.Histogram _, Metric.Valueless _ ->
          throw new IllegalArgumentException("not a number: metric=" + metric);
    };
  }

  private static Metric withValue(Metric metric, double value) {
    return switch (metric) {
      case Counter counter ->
          new Counter(counter.labels(), value, counter.exemplar(), counter.created());
      case Gauge gauge -> new Gauge(gauge.labels(), value);
      case Untyped untyped -> new Untyped(untyped.labels(), value);
      case Metric.Summary _, Metric.Histogram _, Metric.Valueless _ ->
          throw new IllegalArgumentException("not a number: metric=" + metric);
    };
  }

  private static Metric withValue(Metric stored, Metric pushed, double value) {
    if (stored instanceof Counter before && pushed instanceof Counter added) {
      return new Counter(
          before.labels(),
          value,
          Timestamps.newest(before.exemplar(), added.exemplar()),
          Timestamps.oldest(before.created(), added.created()));
    }
    return withValue(stored, value);
  }
}
