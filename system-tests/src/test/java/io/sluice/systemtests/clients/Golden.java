package io.sluice.systemtests.clients;

/// The exposition of the nightly backup, as with most clients.
final class Golden {
  /// The grouping key of clients that can encode a slash and an empty value.
  static final String GROUP =
      """
      {job="nightly/db",path="/var/backups",shard=""}\
      """;

  /// The summary has no quantiles, only sum and count.
  static final String BACKUP =
      """
      # HELP backup_duration_seconds Duration.
      # TYPE backup_duration_seconds histogram
      backup_duration_seconds_bucket{instance="",job="nightly/db",path="/var/backups",shard="",le="0.1"} 0
      backup_duration_seconds_bucket{instance="",job="nightly/db",path="/var/backups",shard="",le="1"} 1
      backup_duration_seconds_bucket{instance="",job="nightly/db",path="/var/backups",shard="",le="10"} 2
      backup_duration_seconds_bucket{instance="",job="nightly/db",path="/var/backups",shard="",le="+Inf"} 3
      backup_duration_seconds_sum{instance="",job="nightly/db",path="/var/backups",shard=""} 55.5
      backup_duration_seconds_count{instance="",job="nightly/db",path="/var/backups",shard=""} 3
      # HELP backup_file_bytes File sizes.
      # TYPE backup_file_bytes summary
      backup_file_bytes_sum{instance="",job="nightly/db",path="/var/backups",shard=""} 16
      backup_file_bytes_count{instance="",job="nightly/db",path="/var/backups",shard=""} 2
      # HELP backup_records_total Records saved.\\nPer kind.
      # TYPE backup_records_total counter
      backup_records_total{instance="",job="nightly/db",kind="full \\"é\\"\\\\\\n.",path="/var/backups",shard=""} 1.234567e+06
      # HELP backup_size_bytes Size.
      # TYPE backup_size_bytes gauge
      backup_size_bytes{instance="",job="nightly/db",path="/var/backups",shard=""} 1.0485765e+06
      """;

  /// The line that the median adds.
  static final String MEDIAN =
      """
      backup_file_bytes{instance="",job="nightly/db",path="/var/backups",shard="",quantile="0.5"} 7
      """;

  /// The creation times, which older clients send as separate gauges.
  static final String CREATED =
      """
      # HELP backup_duration_seconds_created Duration.
      # TYPE backup_duration_seconds_created gauge
      backup_duration_seconds_created{instance="",job="nightly/db",path="/var/backups",shard=""} TIME
      # HELP backup_file_bytes_created File sizes.
      # TYPE backup_file_bytes_created gauge
      backup_file_bytes_created{instance="",job="nightly/db",path="/var/backups",shard=""} TIME
      # HELP backup_records_created Records saved.\\nPer kind.
      # TYPE backup_records_created gauge
      backup_records_created{instance="",job="nightly/db",kind="full \\"é\\"\\\\\\n.",path="/var/backups",shard=""} TIME
      """;

  private Golden() {}
}
