package io.sluice.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The flags, in the order of the help text.
///
/// The names, defaults and help texts of the Pushgateway's flags are those of the Prometheus
/// Pushgateway 1.11.3; docs/flags.md lists the additional ones.
enum Flag {
  HELP("help", Kind.BOOLEAN, "false", "Show context-sensitive help."),
  SYSTEMD_SOCKET(
      "web.systemd-socket",
      Kind.BOOLEAN,
      "false",
      "Use systemd socket activation listeners instead of port listeners (Linux only)."),
  LISTEN_ADDRESS(
      "web.listen-address",
      Kind.REPEATABLE,
      ":9091",
      "Addresses on which to expose metrics and web interface. Repeatable for multiple addresses."
          + " Examples: `:9100` or `[::1]:9100` for http, `vsock://:9100` for vsock"),
  WEB_CONFIG_FILE(
      "web.config.file",
      Kind.TEXT,
      "",
      "Path to configuration file that can enable TLS or authentication. See:"
          + " https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md"),
  ACCESS_FILE(
      "web.access.file",
      Kind.TEXT,
      "",
      "Path to a file with the rights of users to scrape, push, delete and administer."),
  OPEN_HEALTH(
      "web.open-health",
      Kind.BOOLEAN,
      "false",
      "Answer /-/healthy and /-/ready without authentication."),
  TELEMETRY_PATH(
      "web.telemetry-path", Kind.TEXT, "/metrics", "Path under which to expose metrics."),
  EXTERNAL_URL(
      "web.external-url",
      Kind.CHECKED,
      "",
      "The URL under which the Pushgateway is externally reachable."),
  ROUTE_PREFIX(
      "web.route-prefix",
      Kind.TEXT,
      "",
      "Prefix for the internal routes of web endpoints. Defaults to the path of"
          + " --web.external-url."),
  ENABLE_LIFECYCLE(
      "web.enable-lifecycle", Kind.BOOLEAN, "false", "Enable shutdown via HTTP request."),
  ENABLE_ADMIN_API(
      "web.enable-admin-api",
      Kind.BOOLEAN,
      "false",
      "Enable API endpoints for admin control actions."),
  ENABLE_OPENMETRICS(
      "web.enable-openmetrics",
      Kind.BOOLEAN,
      "false",
      "Serve OpenMetrics to scrapers that request it."),
  ENABLE_OTLP(
      "web.enable-otlp-receiver",
      Kind.BOOLEAN,
      "true",
      "Accept OpenTelemetry metrics by OTLP/HTTP at /v1/metrics and /api/v1/otlp/v1/metrics."),
  PERSISTENCE_FILE(
      "persistence.file",
      Kind.TEXT,
      "",
      "File to persist metrics. If empty, metrics are only kept in memory."),
  PERSISTENCE_INTERVAL(
      "persistence.interval",
      Kind.CHECKED,
      "5m",
      "The minimum interval at which to write out the persistence file."),
  PERSISTENCE_SYNC(
      "persistence.sync",
      Kind.CHECKED,
      "push",
      "When pushes are synced to disk: before the response, once a second, or never"
          + " explicitly. One of: [push, interval, none]"),
  CLUSTER_DATA(
      "cluster.data",
      Kind.TEXT,
      "",
      "Data folder of a cluster node. Makes the gateway a node; replaces --persistence.file."),
  CLUSTER_NODE("cluster.node", Kind.TEXT, "", "Name of this node."),
  CLUSTER_PEERS(
      "cluster.peers",
      Kind.CHECKED,
      "",
      "Nodes of a new cluster, this one included, as name=host:port, separated by commas. Read at"
          + " the first start only."),
  CLUSTER_LISTEN(
      "cluster.listen",
      Kind.TEXT,
      ":9095",
      "Address on which this node accepts connections of other nodes."),
  CLUSTER_TLS_CERT(
      "cluster.tls-cert", Kind.TEXT, "", "Certificate that this node presents to the other nodes."),
  CLUSTER_TLS_KEY("cluster.tls-key", Kind.TEXT, "", "Key of the certificate of this node."),
  CLUSTER_TLS_CA(
      "cluster.tls-ca", Kind.TEXT, "", "CA certificate that signed the certificates of all nodes."),
  CLUSTER_INSECURE(
      "cluster.insecure",
      Kind.BOOLEAN,
      "false",
      "Allow plain text between nodes, without authentication."),
  CLUSTER_ELECTION_TIMEOUT(
      "cluster.election-timeout",
      Kind.CHECKED,
      "1s",
      "Time without a message from the leader after which a node starts an election: a random"
          + " time between this and twice as long."),
  CLUSTER_READ(
      "cluster.read",
      Kind.CHECKED,
      "linearizable",
      "State that scrapes return: everything acknowledged before the scrape, or the state of this"
          + " node. One of: [linearizable, stale]"),
  DISABLE_CONSISTENCY_CHECK(
      "push.disable-consistency-check",
      Kind.BOOLEAN,
      "false",
      "Do not check consistency of pushed metrics. DANGEROUS."),
  ENABLE_UTF8_NAMES(
      "push.enable-utf8-names",
      Kind.BOOLEAN,
      "false",
      "Allow UTF-8 characters in metric and label names."),
  RULES_FILE(
      "config.file",
      Kind.TEXT,
      "",
      "Path to configuration file with rules for groups: aggregation, expiry, relabelling,"
          + " limits."),
  TEXTFILE_DIRECTORY(
      "textfile.directory",
      Kind.REPEATABLE,
      "",
      "Directory of text files, each of which is a group that is pushed whenever the file changes."
          + " Repeatable for multiple directories."),
  DEFAULT_MODE(
      "push.default-mode",
      Kind.CHECKED,
      "replace",
      "Effect of pushes unless the URL or a rule sets it. One of: [replace, aggregate]"),
  PUSH_TTL(
      "push.ttl",
      Kind.CHECKED,
      "0s",
      "Lifetime of a group after its last successful push, unless the push or a rule sets it. 0"
          + " disables expiry."),
  TTL_GRACE(
      "push.ttl-grace",
      Kind.CHECKED,
      "5m",
      "Grace period after startup during which groups and series last pushed before it do not"
          + " expire."),
  IDEMPOTENCY_WINDOW(
      "push.idempotency-window",
      Kind.CHECKED,
      "1h",
      "Time for which the Idempotency-Key of a push is remembered."),
  SUCCESS_STATUS(
      "push.success-status",
      Kind.CHECKED,
      "200",
      "Status of the response to an applied push. One of: [200, 202]"),
  CORS_ORIGIN(
      "web.cors.origin",
      Kind.CHECKED,
      "",
      "Origins of web pages that may push and read the response, separated by commas, or * for"
          + " all."),
  LIMIT_HEAD_BYTES(
      "limits.head-bytes",
      Kind.CHECKED,
      "65536",
      "Maximum size of the request line and headers, in bytes."),
  LIMIT_BODY_BYTES(
      "limits.body-bytes", Kind.CHECKED, "67108864", "Maximum size of a body as sent, in bytes."),
  LIMIT_DECODED_BYTES(
      "limits.decoded-body-bytes",
      Kind.CHECKED,
      "268435456",
      "Maximum size of a body after decompression, in bytes."),
  LIMIT_CONNECTIONS(
      "limits.connections", Kind.CHECKED, "10000", "Maximum number of open connections."),
  LIMIT_REQUESTS(
      "limits.requests",
      Kind.CHECKED,
      "10000",
      "Maximum number of requests in flight, without GET."),
  LIMIT_INFLIGHT_BODY_BYTES(
      "limits.inflight-body-bytes",
      Kind.CHECKED,
      "268435456",
      "Maximum total size of all bodies in flight, as sent, in bytes."),
  LIMIT_CONNECTION_BYTES(
      "limits.connection-bytes",
      Kind.CHECKED,
      "268435456",
      "Maximum memory of all connections together, without bodies, in bytes."),
  LIMIT_REQUEST_TIME("limits.request-time", Kind.CHECKED, "2m", "Maximum time to send a request."),
  LIMIT_IDLE_TIME(
      "limits.idle-time",
      Kind.CHECKED,
      "10m",
      "Maximum idle time of a connection, or of a client that does not read its response."),
  LIMIT_LABELS(
      "limits.labels-per-series",
      Kind.CHECKED,
      "256",
      "Maximum number of labels of a pushed series, and of a grouping key."),
  LIMIT_NAME_LENGTH(
      "limits.name-length",
      Kind.CHECKED,
      "1024",
      "Maximum length of a metric or label name, in characters."),
  LIMIT_VALUE_LENGTH(
      "limits.label-value-length",
      Kind.CHECKED,
      "65536",
      "Maximum length of a label value, in characters."),
  LIMIT_HELP_LENGTH(
      "limits.help-length",
      Kind.CHECKED,
      "65536",
      "Maximum length of the HELP or the unit of a metric family, in characters."),
  LIMIT_PUSHED_SERIES(
      "limits.series-per-push",
      Kind.CHECKED,
      "1000000",
      "Maximum number of series of a push, including each bucket and quantile."),
  LIMIT_PUSHED_GROUPS(
      "limits.groups-per-push", Kind.CHECKED, "10000", "Maximum number of groups of one request."),
  LIMIT_GROUP_SERIES(
      "limits.series-per-group",
      Kind.CHECKED,
      "1000000",
      "Maximum number of series of a group; a histogram or summary counts as one."),
  LIMIT_GROUP_FAMILIES(
      "limits.families-per-group",
      Kind.CHECKED,
      "10000",
      "Maximum number of metric families of a group, including its push times."),
  LIMIT_ADDED_TO_BYTES(
      "limits.added-to-bytes",
      Kind.CHECKED,
      "4194304",
      "Maximum size of the families that an aggregating push adds to, in bytes. 16 times the"
          + " size of the push is added to it."),
  LIMIT_GROUPS("limits.groups", Kind.CHECKED, "1000000", "Maximum number of groups."),
  LIMIT_SERIES(
      "limits.series",
      Kind.CHECKED,
      "10000000",
      "Maximum number of series of all groups; a histogram or summary counts as one."),
  LIMIT_HEAP_BYTES(
      "limits.heap-bytes",
      Kind.CHECKED,
      "0",
      "Maximum estimated memory of the whole state, in bytes. 0 is half of the heap."),
  LOG_LEVEL(
      "log.level",
      Kind.CHECKED,
      "info",
      "Only log messages with the given severity or above. One of: [debug, info, warn, error]"),
  LOG_FORMAT(
      "log.format",
      Kind.CHECKED,
      "logfmt",
      "Output format of log messages. One of: [logfmt, json]"),
  VERSION("version", Kind.BOOLEAN, "false", "Show application version."),
  HELP_MAN("help-man", Kind.PRINTING, "false", "Generate a man page."),
  COMPLETION_SCRIPT_BASH(
      "completion-script-bash", Kind.PRINTING, "false", "Generate a completion script for bash.");

  /// The kind of a flag's value.
  enum Kind {
    /// No value: the flag means true, its `--no-` form false.
    BOOLEAN,
    /// Any text.
    TEXT,
    /// Any text; the flag is repeatable.
    REPEATABLE,
    /// A text that is checked.
    CHECKED,
    /// No value: prints something for packages, and is not shown in the help.
    PRINTING
  }

  private static final Map<String, Flag> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(flag -> flag.longName, Function.identity()));

  final String longName;
  final Kind kind;
  final String byDefault;
  final String help;

  Flag(String longName, Kind kind, String byDefault, String help) {
    this.longName = longName;
    this.kind = kind;
    this.byDefault = byDefault;
    this.help = help;
  }

  /// The flags in the help.
  static List<Flag> shown() {
    return Arrays.stream(values()).filter(flag -> flag.kind != Kind.PRINTING).toList();
  }

  /// The value of this flag in `values`, which contains the values of all flags, initially the
  /// defaults.
  String valueIn(Map<Flag, String> values) {
    return Objects.requireNonNull(values.get(this), longName);
  }

  static @Nullable Flag named(String longName) {
    return BY_NAME.get(longName);
  }
}
