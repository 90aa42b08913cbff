package io.sluice.comparison;

import io.sluice.format.CounterBodies;
import io.sluice.format.ParseException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The pushes.
final class Workload {
  /// Ten families of one series, about 700 bytes: a typical push at the end of a batch job. With
  /// the two push times, a group contains twelve series.
  private static final String TEN_SERIES =
      """
      # TYPE batch_duration_seconds gauge
      batch_duration_seconds 4@DIGIT.25
      # TYPE batch_rows_read_total counter
      batch_rows_read_total 1@DIGIT
      # TYPE batch_rows_written_total counter
      batch_rows_written_total 1@DIGIT
      # TYPE batch_errors_total counter
      batch_errors_total 0
      # TYPE batch_retries_total counter
      batch_retries_total 3
      # TYPE batch_last_success_seconds gauge
      batch_last_success_seconds 1700@DIGIT.5
      # TYPE batch_memory_bytes gauge
      batch_memory_bytes 8@DIGIT00
      # TYPE batch_cpu_seconds_total counter
      batch_cpu_seconds_total 7@DIGIT.75
      # TYPE batch_queue_length gauge
      batch_queue_length 12
      # TYPE batch_files_open gauge
      batch_files_open 33
      """;

  static final int SERIES_PER_GROUP = 12;

  static final PushRequest TEN_PUT = PushRequest.text("PUT", TEN_SERIES);
  static final PushRequest TEN_POST = PushRequest.text("POST", TEN_SERIES);

  /// A number whose bytes in protobuf (little-endian) begin with [PushRequest#DIGITS].
  private static final double MARKED =
      ByteBuffer.wrap((PushRequest.DIGITS + ".A").getBytes(StandardCharsets.US_ASCII))
          .order(ByteOrder.LITTLE_ENDIAN)
          .getDouble();

  private static final String MARKED_TEXT = Double.toString(MARKED);

  /// A thousand series: ten families of a hundred.
  private static final String THOUSAND_SERIES = thousandSeries();

  static final PushRequest THOUSAND_PUT = PushRequest.text("PUT", withDigits(THOUSAND_SERIES));

  /// The same series in the other formats.
  static final PushRequest THOUSAND_PROTOBUF_PUT =
      new PushRequest(
          "PUT",
          THOUSAND_PUT.path(),
          "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
              + " encoding=delimited",
          thousandSeries(CounterBodies::protobuf));

  static final PushRequest THOUSAND_OPENMETRICS_PUT =
      new PushRequest(
          "PUT",
          THOUSAND_PUT.path(),
          "application/openmetrics-text; version=1.0.0",
          withDigits(thousandSeries(CounterBodies::openMetrics)));

  static final PushRequest THOUSAND_OTLP_POST =
      new PushRequest(
          "POST", "/v1/metrics", "application/x-protobuf", thousandSeries(CounterBodies::otlp));

  static final PushRequest THOUSAND_OTLP_JSON_POST =
      new PushRequest(
          "POST",
          "/v1/metrics",
          "application/json",
          withDigits(thousandSeries(CounterBodies::otlpJson)));

  private Workload() {}

  private interface Format {
    byte[] bytes(byte[] text) throws ParseException;
  }

  private static byte[] thousandSeries(Format format) {
    try {
      return format.bytes(THOUSAND_SERIES.getBytes(StandardCharsets.UTF_8));
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] withDigits(byte[] body) {
    return withDigits(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  private static String withDigits(String body) {
    return body.replace(MARKED_TEXT, "1" + PushRequest.DIGITS);
  }

  private static String thousandSeries() {
    var body = new StringBuilder();
    for (int family = 0; family < 10; family++) {
      String name = "shard_" + family + "_rows_total";
      body.append("# TYPE ").append(name).append(" counter\n");
      for (int shard = 0; shard < 100; shard++) {
        int rows = 1_000_003 * (family + 1) * (shard + 1) % 999_983;
        String value = shard == 0 ? MARKED_TEXT : Integer.toString(rows);
        body.append(
            String.format(
                Locale.ROOT,
                "%s{shard=\"s-%02d\",zone=\"z-%d\"} %s%n",
                name,
                shard,
                shard % 3,
                value));
      }
    }
    return body.toString();
  }
}
