package io.sluice.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.HdrHistogram.Histogram;

/// The statistics of the last hour, one point for every ten seconds.
final class Timeline {
  static final int STEP_SECONDS = 10;
  static final int MAX_POINTS = 360;

  private static final int SIGNIFICANT_DIGITS = 2;
  private static final double NANOS = 1e9;

  private final Deque<HistoryPoint> points = new ArrayDeque<>(MAX_POINTS + 1);
  private final Histogram durations = new Histogram(SIGNIFICANT_DIGITS);
  private long pushes;
  private long refused;

  /// The step of the next point, counted from 1970.
  private long step;

  /// @param epochSeconds now
  Timeline(long epochSeconds) {
    this.step = epochSeconds / STEP_SECONDS;
  }

  void count(AnsweredPush push) {
    pushes++;
    if (push.isRefused()) {
      refused++;
    }
    if (push.durationNanos() >= 0) {
      durations.recordValue(push.durationNanos());
    }
  }

  /// Whether ten seconds are complete, so that [#add] is due.
  boolean isDue(long epochSeconds) {
    return epochSeconds / STEP_SECONDS != step;
  }

  /// Adds a point with the counts since the previous one.
  void add(long epochSeconds, long groups, long series) {
    step = epochSeconds / STEP_SECONDS;
    points.addLast(
        new HistoryPoint(
            step * STEP_SECONDS,
            pushes,
            refused,
            groups,
            series,
            quantileSeconds(50),
            quantileSeconds(99)));
    if (points.size() > MAX_POINTS) {
      points.removeFirst();
    }
    pushes = 0;
    refused = 0;
    durations.reset();
  }

  /// The points, oldest first.
  List<HistoryPoint> points() {
    return List.copyOf(points);
  }

  private double quantileSeconds(double percent) {
    return durations.getTotalCount() == 0
        ? Double.NaN
        : durations.getValueAtPercentile(percent) / NANOS;
  }
}
