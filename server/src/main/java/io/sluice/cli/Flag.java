package io.sluice.cli;

import io.sluice.cluster.ClusterPeer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A flag: its name, the type of its values, its default and its help text. Everything else follows
/// from its constant: how it is parsed, the help, the manual page, and what the API shows.
///
/// The constants are in the order of the help text. The names, defaults and help texts of the
/// Pushgateway's flags are those of the Prometheus Pushgateway 1.11.3; docs/flags.md lists the
/// additional ones.
///
/// @param <T> the type of the values
public final class Flag<T> {
  private static final Map<String, Flag<?>> ALL = new LinkedHashMap<>();

  static final Flag<Boolean> HELP =
      flag("help", FlagType.BOOLEAN, "false", "Show context-sensitive help.");
  public static final Flag<Boolean> SYSTEMD_SOCKET =
      flag(
          "web.systemd-socket",
          FlagType.BOOLEAN,
          "false",
          "Use systemd socket activation listeners instead of port listeners (Linux only).");
  public static final Flag<List<String>> LISTEN_ADDRESS =
      flag(
          "web.listen-address",
          FlagType.TEXTS,
          ":9091",
          "Addresses on which to expose metrics and web interface. Repeatable for multiple addresses."
              + " Examples: `:9100` or `[::1]:9100` for http, `vsock://:9100` for vsock");
  public static final Flag<String> WEB_CONFIG_FILE =
      flag(
          "web.config.file",
          FlagType.TEXT,
          "",
          "Path to configuration file that can enable TLS or authentication. See:"
              + " https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md");
  public static final Flag<String> ACCESS_FILE =
      flag(
          "web.access.file",
          FlagType.TEXT,
          "",
          "Path to a file with the rights of users to scrape, push, delete and administer.");
  public static final Flag<Boolean> OPEN_HEALTH =
      flag(
          "web.open-health",
          FlagType.BOOLEAN,
          "false",
          "Answer /-/healthy and /-/ready without authentication.");
  public static final Flag<String> TELEMETRY_PATH =
      flag("web.telemetry-path", FlagType.TEXT, "/metrics", "Path under which to expose metrics.");
  public static final Flag<ExternalUrl> EXTERNAL_URL =
      flag(
          "web.external-url",
          FlagType.EXTERNAL_URL,
          "",
          "The URL under which the Pushgateway is externally reachable.");
  public static final Flag<String> ROUTE_PREFIX =
      flag(
          "web.route-prefix",
          FlagType.TEXT,
          "",
          "Prefix for the internal routes of web endpoints. Defaults to the path of"
              + " --web.external-url.");
  public static final Flag<Boolean> ENABLE_LIFECYCLE =
      flag("web.enable-lifecycle", FlagType.BOOLEAN, "false", "Enable shutdown via HTTP request.");
  public static final Flag<Boolean> ENABLE_ADMIN_API =
      flag(
          "web.enable-admin-api",
          FlagType.BOOLEAN,
          "false",
          "Enable API endpoints for admin control actions.");
  public static final Flag<Boolean> ENABLE_OPENMETRICS =
      flag(
          "web.enable-openmetrics",
          FlagType.BOOLEAN,
          "false",
          "Serve OpenMetrics to scrapers that request it.");
  public static final Flag<Boolean> ENABLE_OTLP =
      flag(
          "web.enable-otlp-receiver",
          FlagType.BOOLEAN,
          "true",
          "Accept OpenTelemetry metrics by OTLP/HTTP at /v1/metrics and /api/v1/otlp/v1/metrics.");
  public static final Flag<String> PERSISTENCE_FILE =
      flag(
          "persistence.file",
          FlagType.TEXT,
          "",
          "File to persist metrics. If empty, metrics are only kept in memory.");
  public static final Flag<Duration> PERSISTENCE_INTERVAL =
      flag(
          "persistence.interval",
          FlagType.DURATION,
          "5m",
          "The minimum interval at which to write out the persistence file.");
  public static final Flag<PersistenceSync> PERSISTENCE_SYNC =
      flag(
          "persistence.sync",
          FlagType.of(PersistenceSync::parse),
          "push",
          "When pushes are synced to disk: before the response, once a second, or never"
              + " explicitly. One of: [push, interval, none]");
  public static final Flag<String> CLUSTER_DATA =
      flag(
          "cluster.data",
          FlagType.TEXT,
          "",
          "Data folder of a cluster node. Makes the gateway a node; replaces --persistence.file.");
  public static final Flag<String> CLUSTER_NODE =
      flag("cluster.node", FlagType.TEXT, "", "Name of this node.");
  public static final Flag<List<ClusterPeer>> CLUSTER_PEERS =
      flag(
          "cluster.peers",
          FlagType.PEERS,
          "",
          "Nodes of a new cluster, this one included, as name=host:port, separated by commas. Read at"
              + " the first start only.");
  public static final Flag<String> CLUSTER_LISTEN =
      flag(
          "cluster.listen",
          FlagType.TEXT,
          ":9095",
          "Address on which this node accepts connections of other nodes.");
  public static final Flag<String> CLUSTER_TLS_CERT =
      flag(
          "cluster.tls-cert",
          FlagType.TEXT,
          "",
          "Certificate that this node presents to the other nodes.");
  public static final Flag<String> CLUSTER_TLS_KEY =
      flag("cluster.tls-key", FlagType.TEXT, "", "Key of the certificate of this node.");
  public static final Flag<String> CLUSTER_TLS_CA =
      flag(
          "cluster.tls-ca",
          FlagType.TEXT,
          "",
          "CA certificate that signed the certificates of all nodes.");
  public static final Flag<Boolean> CLUSTER_INSECURE =
      flag(
          "cluster.insecure",
          FlagType.BOOLEAN,
          "false",
          "Allow plain text between nodes, without authentication.");
  public static final Flag<Duration> CLUSTER_ELECTION_TIMEOUT =
      flag(
          "cluster.election-timeout",
          FlagType.durationBetween("100ms", "1m"),
          "1s",
          "Time without a message from the leader after which a node starts an election: a random"
              + " time between this and twice as long.");
  public static final Flag<String> CLUSTER_READ =
      flag(
          "cluster.read",
          FlagType.oneOf("linearizable", "stale"),
          "linearizable",
          "State that scrapes return: everything acknowledged before the scrape, or the state of this"
              + " node. One of: [linearizable, stale]");
  public static final Flag<Boolean> DISABLE_CONSISTENCY_CHECK =
      flag(
          "push.disable-consistency-check",
          FlagType.BOOLEAN,
          "false",
          "Do not check consistency of pushed metrics. DANGEROUS.");
  public static final Flag<Boolean> ENABLE_UTF8_NAMES =
      flag(
          "push.enable-utf8-names",
          FlagType.BOOLEAN,
          "false",
          "Allow UTF-8 characters in metric and label names.");
  public static final Flag<String> RULES_FILE =
      flag(
          "config.file",
          FlagType.TEXT,
          "",
          "Path to configuration file with rules for groups: aggregation, expiry, relabelling,"
              + " limits.");
  public static final Flag<List<String>> TEXTFILE_DIRECTORY =
      flag(
          "textfile.directory",
          FlagType.PATHS,
          "",
          "Directory of text files, each of which is a group that is pushed whenever the file changes."
              + " Repeatable for multiple directories.");
  public static final Flag<String> DEFAULT_MODE =
      flag(
          "push.default-mode",
          FlagType.oneOf("replace", "aggregate"),
          "replace",
          "Effect of pushes unless the URL or a rule sets it. One of: [replace, aggregate]");
  public static final Flag<Duration> PUSH_TTL =
      flag(
          "push.ttl",
          FlagType.NON_NEGATIVE_DURATION,
          "0s",
          "Lifetime of a group after its last successful push, unless the push or a rule sets it. 0"
              + " disables expiry.");
  public static final Flag<Duration> TTL_GRACE =
      flag(
          "push.ttl-grace",
          FlagType.NON_NEGATIVE_DURATION,
          "5m",
          "Grace period after startup during which groups and series last pushed before it do not"
              + " expire.");
  public static final Flag<Duration> IDEMPOTENCY_WINDOW =
      flag(
          "push.idempotency-window",
          FlagType.NON_NEGATIVE_DURATION,
          "1h",
          "Time for which the Idempotency-Key of a push is remembered.");
  public static final Flag<String> SUCCESS_STATUS =
      flag(
          "push.success-status",
          FlagType.oneOf("200", "202"),
          "200",
          "Status of the response to an applied push. One of: [200, 202]");
  public static final Flag<List<String>> CORS_ORIGIN =
      flag(
          "web.cors.origin",
          FlagType.ORIGINS,
          "",
          "Origins of web pages that may push and read the response, separated by commas, or * for"
              + " all.");
  public static final Flag<Integer> LIMIT_HEAD_BYTES =
      flag(
          "limits.head-bytes",
          FlagType.COUNT,
          "65536",
          "Maximum size of the request line and headers, in bytes.");
  public static final Flag<Integer> LIMIT_BODY_BYTES =
      flag(
          "limits.body-bytes",
          FlagType.COUNT,
          "67108864",
          "Maximum size of a body as sent, in bytes.");
  public static final Flag<Integer> LIMIT_DECODED_BYTES =
      flag(
          "limits.decoded-body-bytes",
          FlagType.COUNT,
          "268435456",
          "Maximum size of a body after decompression, in bytes.");
  public static final Flag<Integer> LIMIT_CONNECTIONS =
      flag("limits.connections", FlagType.COUNT, "10000", "Maximum number of open connections.");
  public static final Flag<Integer> LIMIT_REQUESTS =
      flag(
          "limits.requests",
          FlagType.COUNT,
          "10000",
          "Maximum number of requests in flight, without GET.");
  public static final Flag<Integer> LIMIT_INFLIGHT_BODY_BYTES =
      flag(
          "limits.inflight-body-bytes",
          FlagType.COUNT,
          "268435456",
          "Maximum total size of all bodies in flight, as sent, in bytes.");
  public static final Flag<Integer> LIMIT_CONNECTION_BYTES =
      flag(
          "limits.connection-bytes",
          FlagType.COUNT,
          "268435456",
          "Maximum memory of all connections together, without bodies, in bytes.");
  public static final Flag<Duration> LIMIT_REQUEST_TIME =
      flag(
          "limits.request-time",
          FlagType.POSITIVE_DURATION,
          "2m",
          "Maximum time to send a request.");
  public static final Flag<Duration> LIMIT_IDLE_TIME =
      flag(
          "limits.idle-time",
          FlagType.POSITIVE_DURATION,
          "10m",
          "Maximum idle time of a connection, or of a client that does not read its response.");
  public static final Flag<Integer> LIMIT_LABELS =
      flag(
          "limits.labels-per-series",
          FlagType.COUNT,
          "256",
          "Maximum number of labels of a pushed series, and of a grouping key.");
  public static final Flag<Integer> LIMIT_NAME_LENGTH =
      flag(
          "limits.name-length",
          FlagType.COUNT,
          "1024",
          "Maximum length of a metric or label name, in characters.");
  public static final Flag<Integer> LIMIT_VALUE_LENGTH =
      flag(
          "limits.label-value-length",
          FlagType.COUNT,
          "65536",
          "Maximum length of a label value, in characters.");
  public static final Flag<Integer> LIMIT_HELP_LENGTH =
      flag(
          "limits.help-length",
          FlagType.COUNT,
          "65536",
          "Maximum length of the HELP or the unit of a metric family, in characters.");
  public static final Flag<Integer> LIMIT_PUSHED_SAMPLES =
      flag(
          "limits.series-per-push",
          FlagType.COUNT,
          "1000000",
          "Maximum number of series of a push, including each bucket and quantile.");
  public static final Flag<Integer> LIMIT_PUSHED_GROUPS =
      flag(
          "limits.groups-per-push",
          FlagType.COUNT,
          "10000",
          "Maximum number of groups of one request.");
  public static final Flag<Integer> LIMIT_GROUP_SERIES =
      flag(
          "limits.series-per-group",
          FlagType.COUNT,
          "1000000",
          "Maximum number of series of a group; a histogram or summary counts as one.");
  public static final Flag<Integer> LIMIT_GROUP_FAMILIES =
      flag(
          "limits.families-per-group",
          FlagType.COUNT,
          "10000",
          "Maximum number of metric families of a group, including its push times.");
  public static final Flag<Integer> LIMIT_ADDED_TO_BYTES =
      flag(
          "limits.added-to-bytes",
          FlagType.COUNT,
          "4194304",
          "Maximum size of the families that an aggregating push adds to, in bytes. 16 times the"
              + " size of the push is added to it.");
  public static final Flag<Integer> LIMIT_GROUPS =
      flag("limits.groups", FlagType.COUNT, "1000000", "Maximum number of groups.");
  public static final Flag<Integer> LIMIT_SERIES =
      flag(
          "limits.series",
          FlagType.COUNT,
          "10000000",
          "Maximum number of series of all groups; a histogram or summary counts as one.");
  public static final Flag<Long> LIMIT_HEAP_BYTES =
      flag(
          "limits.heap-bytes",
          FlagType.BYTES,
          "0",
          "Maximum estimated memory of the whole state, in bytes. 0 is half of the heap.");
  public static final Flag<LogLevel> LOG_LEVEL =
      flag(
          "log.level",
          FlagType.of(LogLevel::parse),
          "info",
          "Only log messages with the given severity or above. One of: [debug, info, warn, error]");
  public static final Flag<LogFormat> LOG_FORMAT =
      flag(
          "log.format",
          FlagType.of(LogFormat::parse),
          "logfmt",
          "Output format of log messages. One of: [logfmt, json]");
  static final Flag<Boolean> VERSION =
      flag("version", FlagType.BOOLEAN, "false", "Show application version.");
  static final Flag<Boolean> HELP_MAN =
      flag("help-man", FlagType.PRINTING, "false", "Generate a man page.");
  static final Flag<Boolean> COMPLETION_SCRIPT_BASH =
      flag(
          "completion-script-bash",
          FlagType.PRINTING,
          "false",
          "Generate a completion script for bash.");

  final String longName;
  final FlagType<T> type;
  final String byDefault;
  final String help;

  private Flag(String longName, FlagType<T> type, String byDefault, String help) {
    this.longName = longName;
    this.type = type;
    this.byDefault = byDefault;
    this.help = help;
  }

  private static <T> Flag<T> flag(
      String longName, FlagType<T> type, String byDefault, String help) {
    var flag = new Flag<>(longName, type, byDefault, help);
    ALL.put(longName, flag);
    return flag;
  }

  /// The flags in the help.
  static List<Flag<?>> shown() {
    return ALL.values().stream().filter(flag -> flag.kind() != FlagType.Kind.PRINTING).toList();
  }

  /// The flags that set something, which are those in [Flags].
  static List<Flag<?>> settings() {
    return shown().stream().filter(flag -> flag != HELP && flag != VERSION).toList();
  }

  static @Nullable Flag<?> named(String longName) {
    return ALL.get(longName);
  }

  FlagType.Kind kind() {
    return type.kind();
  }

  T parse(String text) throws FlagException {
    return type.parse(longName, text);
  }

  /// The value in `flags` as the API shows it.
  String textIn(Flags flags) {
    return type.format(flags.get(this));
  }

  @Override
  public String toString() {
    return "--" + longName;
  }
}
