package io.sluice.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// What is pushed, and where to.
final class Workload {
  /// Ten families of one series, about 700 bytes: what a batch job says at its end. With the two
  /// push times a group of it holds twelve series. Each `@` stands for six digits.
  static final String TEN_SERIES =
      """
      # TYPE batch_duration_seconds gauge
      batch_duration_seconds 4@.25
      # TYPE batch_rows_read_total counter
      batch_rows_read_total 1@
      # TYPE batch_rows_written_total counter
      batch_rows_written_total 1@
      # TYPE batch_errors_total counter
      batch_errors_total 0
      # TYPE batch_retries_total counter
      batch_retries_total 3
      # TYPE batch_last_success_seconds gauge
      batch_last_success_seconds 1700@.5
      # TYPE batch_memory_bytes gauge
      batch_memory_bytes 8@00
      # TYPE batch_cpu_seconds_total counter
      batch_cpu_seconds_total 7@.75
      # TYPE batch_queue_length gauge
      batch_queue_length 12
      # TYPE batch_files_open gauge
      batch_files_open 33
      """;

  static final int SERIES_PER_GROUP = 12;

  /// A thousand series: ten families of a hundred.
  static final String THOUSAND_SERIES = thousandSeries();

  private static final int FIRST_GROUP = 100_000;

  private Workload() {}

  /// The path of a group; the Lua script makes the same ones.
  static String path(int group) {
    return "/metrics/job/bench/instance/host-" + (FIRST_GROUP + group);
  }

  /// A body as the Lua script would make it, with random digits.
  static byte[] body(String template) {
    String digits = Integer.toString(ThreadLocalRandom.current().nextInt(100_000, 1_000_000));
    return template.replace("@", digits).getBytes(StandardCharsets.UTF_8);
  }

  private static String thousandSeries() {
    var body = new StringBuilder();
    for (int family = 0; family < 10; family++) {
      String name = "shard_" + family + "_rows_total";
      body.append("# TYPE ").append(name).append(" counter\n");
      for (int shard = 0; shard < 100; shard++) {
        int rows = 1_000_003 * (family + 1) * (shard + 1) % 999_983;
        String value = shard == 0 ? "1@" : Integer.toString(rows);
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
