package io.sluice.format.otlp;

import io.sluice.format.otlp.RejectedPoint.Reason;
import io.sluice.format.otlp.proto.ExponentialBuckets;
import io.sluice.format.otlp.proto.ExponentialHistogramDataPoint;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import java.util.ArrayList;
import java.util.List;

/// Converts exponential histograms to native histograms.
///
/// OTLP's bucket `i` is native bucket `i + 1`. If the scale is finer than the finest schema,
/// buckets are merged: each step down halves the indexes.
final class ExponentialHistograms {
  private static final int LOWEST_SCHEMA = -4;
  private static final int HIGHEST_SCHEMA = 8;

  /// The default end of the zero bucket, as in Prometheus.
  private static final double USUAL_ZERO_THRESHOLD = 1e-128;

  private ExponentialHistograms() {}

  static Metric.Histogram of(ExponentialHistogramDataPoint point, Labels labels)
      throws RejectedPoint {
    return new Metric.Histogram(
        labels,
        point.getCount(),
        null,
        point.getSum(),
        List.of(),
        Times.timestamp(point.getStartTimeUnixNano()),
        nativePart(point));
  }

  private static Metric.NativePart nativePart(ExponentialHistogramDataPoint point)
      throws RejectedPoint {
    if (point.getScale() < LOWEST_SCHEMA) {
      throw rejected(
          "the scale is too low: scale=%d lowest=%d".formatted(point.getScale(), LOWEST_SCHEMA));
    }
    int schema = Math.min(point.getScale(), HIGHEST_SCHEMA);
    double threshold = point.getZeroThreshold();
    if (!(threshold >= 0 && threshold < Double.POSITIVE_INFINITY)) {
      throw rejected("invalid zero threshold: zero_threshold=" + threshold);
    }
    Side positive = Side.of(point.getPositive(), point.getScale() - schema);
    Side negative = Side.of(point.getNegative(), point.getScale() - schema);
    return new Metric.NativePart(
        schema,
        threshold == 0 ? USUAL_ZERO_THRESHOLD : threshold,
        point.getZeroCount(),
        null,
        negative.spans,
        negative.deltas,
        List.of(),
        positive.spans,
        positive.deltas,
        List.of(),
        Exemplars.tenLatest(point.getExemplarsList()));
  }

  private static RejectedPoint rejected(String message) {
    return new RejectedPoint(Reason.VALUE, message);
  }

  /// The non-empty buckets of one sign.
  private static final class Side {
    private final List<Metric.BucketSpan> spans = new ArrayList<>();
    private final List<Long> deltas = new ArrayList<>();

    /// The current span: its start and its number of buckets.
    private long spanStart;

    private int spanLength;

    /// The end of the previous span.
    private long end;

    private long countBefore;

    /// @param scaleDown how many times the resolution is halved
    static Side of(ExponentialBuckets buckets, int scaleDown) throws RejectedPoint {
      var side = new Side();
      int shift = Math.min(scaleDown, Long.SIZE - 1);
      long index = 0;
      long count = 0;
      for (int i = 0; i < buckets.getBucketCountsCount(); i++) {
        long at = (((long) buckets.getOffset() + i) >> shift) + 1;
        if (at != index) {
          side.add(index, count);
          index = at;
          count = 0;
        }
        long more = buckets.getBucketCounts(i);
        count += more;
        if (count < 0 || more < 0) {
          throw rejected("the bucket counts are too large");
        }
      }
      side.add(index, count);
      side.finishSpan();
      return side;
    }

    private void add(long index, long count) throws RejectedPoint {
      if (count == 0) {
        return;
      }
      if (index < Integer.MIN_VALUE || index > Integer.MAX_VALUE) {
        throw rejected("a bucket is out of range: index=" + index);
      }
      if (spanLength == 0 || index != spanStart + spanLength) {
        finishSpan();
        spanStart = index;
      }
      spanLength++;
      deltas.add(count - countBefore);
      countBefore = count;
    }

    private void finishSpan() {
      if (spanLength > 0) {
        spans.add(new Metric.BucketSpan((int) (spanStart - end), spanLength));
        end = spanStart + spanLength;
        spanLength = 0;
      }
    }
  }
}
