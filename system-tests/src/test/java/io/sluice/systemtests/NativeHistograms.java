package io.sluice.systemtests;

import io.sluice.systemtests.ProtoExposition.Message;
import java.util.List;
import java.util.Optional;

/// Checks whether Prometheus would accept a native histogram in a scrape. If it does not, it drops
/// the whole scrape.
final class NativeHistograms {
  private static final int CUSTOM_BUCKETS = -53;
  private static final int SCHEMA_MIN = -4;
  private static final int SCHEMA_MAX = 8;

  private NativeHistograms() {}

  /// The error in `histogram`, if there is one.
  static Optional<String> fault(Message histogram) {
    boolean isNative =
        !histogram.all("positive_span").isEmpty()
            || !histogram.all("negative_span").isEmpty()
            || histogram.last("zero_threshold", 0.0) > 0
            || histogram.last("zero_count", 0L) != 0
            || histogram.last("zero_count_float", 0.0) != 0;
    if (!isNative) {
      return Optional.empty();
    }
    long schema = histogram.last("schema", 0L);
    if (schema != CUSTOM_BUCKETS && (schema < SCHEMA_MIN || schema > SCHEMA_MAX)) {
      return Optional.of("schema=" + schema);
    }
    // As in Prometheus: a negative number does not make it a float histogram.
    boolean isFloat =
        histogram.last("sample_count_float", 0.0) > 0
            || histogram.last("zero_count_float", 0.0) > 0;
    return isFloat ? floatFault(histogram) : wholeFault(histogram);
  }

  private static Optional<String> floatFault(Message histogram) {
    for (String side : List.of("positive", "negative")) {
      List<Object> counts = histogram.all(side + "_count");
      Optional<String> fault = spansFault(histogram.messages(side + "_span"), counts.size());
      if (fault.isPresent()) {
        return fault;
      }
      if (counts.stream().anyMatch(count -> (Double) count < 0)) {
        return Optional.of("a negative bucket");
      }
    }
    boolean negative =
        histogram.last("zero_count_float", 0.0) < 0
            || histogram.last("sample_count_float", 0.0) < 0;
    return negative ? Optional.of("a negative count") : Optional.empty();
  }

  private static Optional<String> wholeFault(Message histogram) {
    long observations = histogram.last("zero_count", 0L);
    for (String side : List.of("positive", "negative")) {
      List<Object> deltas = histogram.all(side + "_delta");
      Optional<String> fault = spansFault(histogram.messages(side + "_span"), deltas.size());
      if (fault.isPresent()) {
        return fault;
      }
      long bucket = 0;
      for (Object delta : deltas) {
        bucket += (Long) delta;
        if (bucket < 0) {
          return Optional.of("a negative bucket");
        }
        observations += bucket;
      }
    }
    long count = histogram.last("sample_count", 0L);
    boolean noSum = Double.isNaN(histogram.last("sample_sum", 0.0));
    int order = Long.compareUnsigned(observations, count);
    boolean fits = noSum ? order <= 0 : order == 0;
    return fits
        ? Optional.empty()
        : Optional.of("count=%d observations=%d".formatted(count, observations));
  }

  private static Optional<String> spansFault(List<Message> spans, int buckets) {
    long total = 0;
    for (int i = 0; i < spans.size(); i++) {
      long offset = spans.get(i).last("offset", 0L);
      if (i > 0 && offset < 0) {
        return Optional.of("span offset=" + offset);
      }
      total += spans.get(i).last("length", 0L);
    }
    return total == buckets
        ? Optional.empty()
        : Optional.of("spans need %d buckets, got %d".formatted(total, buckets));
  }
}
