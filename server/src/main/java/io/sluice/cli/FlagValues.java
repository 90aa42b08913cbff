package io.sluice.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The values of flags while a command line is parsed: initially the defaults.
final class FlagValues {
  private final Set<Flag> given = EnumSet.noneOf(Flag.class);
  private final List<String> listenAddresses = new ArrayList<>();
  private boolean systemdSocket;
  private String webConfigFile = "";
  private String accessFile = "";
  private boolean openHealth;
  private String telemetryPath = "";
  private ExternalUrl externalUrl = new ExternalUrl("", "");
  private String routePrefix = "";
  private boolean enableLifecycle;
  private boolean enableAdminApi;
  private boolean enableOpenMetrics;
  private boolean enableOtlp = true;
  private String persistenceFile = "";
  private Duration persistenceInterval = Duration.ZERO;
  private PersistenceSync persistenceSync = PersistenceSync.PUSH;
  private boolean disableConsistencyCheck;
  private boolean enableUtf8Names;
  private String rulesFile = "";
  private final List<String> textfileDirectories = new ArrayList<>();
  private final Map<Flag, String> pushes = new EnumMap<>(Flag.class);
  private final Map<Flag, String> cluster = new EnumMap<>(Flag.class);
  private final Map<Flag, String> limits = new EnumMap<>(Flag.class);
  private LogLevel logLevel = LogLevel.INFO;
  private LogFormat logFormat = LogFormat.LOGFMT;

  FlagValues() throws FlagException {
    for (Flag flag : Flag.values()) {
      if (flag.kind != Flag.Kind.REPEATABLE) {
        set(flag, flag.byDefault);
      }
    }
  }

  void give(Flag flag, String value) throws FlagException {
    if (!given.add(flag) && flag.kind != Flag.Kind.REPEATABLE) {
      throw new FlagException("flag '" + flag.longName + "' cannot be repeated");
    }
    set(flag, value);
  }

  private void set(Flag flag, String value) throws FlagException {
    switch (flag) {
      case HELP, VERSION, HELP_MAN, COMPLETION_SCRIPT_BASH -> {}
      case SYSTEMD_SOCKET -> systemdSocket = Boolean.parseBoolean(value);
      case LISTEN_ADDRESS -> listenAddresses.add(value);
      case WEB_CONFIG_FILE -> webConfigFile = value;
      case ACCESS_FILE -> accessFile = value;
      case OPEN_HEALTH -> openHealth = Boolean.parseBoolean(value);
      case TELEMETRY_PATH -> telemetryPath = value;
      case EXTERNAL_URL -> externalUrl = ExternalUrl.parse(value);
      case ROUTE_PREFIX -> routePrefix = value;
      case ENABLE_LIFECYCLE -> enableLifecycle = Boolean.parseBoolean(value);
      case ENABLE_ADMIN_API -> enableAdminApi = Boolean.parseBoolean(value);
      case ENABLE_OPENMETRICS -> enableOpenMetrics = Boolean.parseBoolean(value);
      case ENABLE_OTLP -> enableOtlp = Boolean.parseBoolean(value);
      case PERSISTENCE_FILE -> persistenceFile = value;
      case PERSISTENCE_INTERVAL -> persistenceInterval = FlagDuration.parse(value);
      case PERSISTENCE_SYNC -> persistenceSync = PersistenceSync.parse(value);
      case DISABLE_CONSISTENCY_CHECK -> disableConsistencyCheck = Boolean.parseBoolean(value);
      case ENABLE_UTF8_NAMES -> enableUtf8Names = Boolean.parseBoolean(value);
      case RULES_FILE -> rulesFile = value;
      case TEXTFILE_DIRECTORY -> textfileDirectories.add(directory(value));
      case DEFAULT_MODE, PUSH_TTL, TTL_GRACE, IDEMPOTENCY_WINDOW, CORS_ORIGIN, SUCCESS_STATUS ->
          pushes.put(flag, value);
      case CLUSTER_DATA,
          CLUSTER_NODE,
          CLUSTER_PEERS,
          CLUSTER_LISTEN,
          CLUSTER_TLS_CERT,
          CLUSTER_TLS_KEY,
          CLUSTER_TLS_CA,
          CLUSTER_INSECURE,
          CLUSTER_ELECTION_TIMEOUT,
          CLUSTER_READ ->
          cluster.put(flag, value);
      case LIMIT_HEAD_BYTES,
          LIMIT_BODY_BYTES,
          LIMIT_DECODED_BYTES,
          LIMIT_CONNECTIONS,
          LIMIT_REQUESTS,
          LIMIT_INFLIGHT_BODY_BYTES,
          LIMIT_CONNECTION_BYTES,
          LIMIT_REQUEST_TIME,
          LIMIT_IDLE_TIME,
          LIMIT_LABELS,
          LIMIT_NAME_LENGTH,
          LIMIT_VALUE_LENGTH,
          LIMIT_HELP_LENGTH,
          LIMIT_GROUP_FAMILIES,
          LIMIT_ADDED_TO_BYTES,
          LIMIT_HEAP_BYTES,
          LIMIT_PUSHED_SERIES,
          LIMIT_PUSHED_GROUPS,
          LIMIT_GROUP_SERIES,
          LIMIT_GROUPS,
          LIMIT_SERIES ->
          limits.put(flag, value);
      case LOG_LEVEL -> logLevel = LogLevel.parse(value);
      case LOG_FORMAT -> logFormat = LogFormat.parse(value);
    }
  }

  private static String directory(String value) throws FlagException {
    if (value.isEmpty()) {
      throw new FlagException("--textfile.directory must not be empty");
    }
    return value;
  }

  Flags toFlags() throws FlagException {
    ClusterFlags clusterFlags = ClusterFlags.of(cluster, persistenceFile);
    if (clusterFlags.isOn() && !textfileDirectories.isEmpty()) {
      throw new FlagException("--textfile.directory cannot be used with --cluster.data");
    }
    return new Flags(
        systemdSocket,
        listenAddresses.isEmpty() ? List.of(Flag.LISTEN_ADDRESS.byDefault) : listenAddresses,
        webConfigFile,
        accessFile,
        openHealth,
        telemetryPath,
        externalUrl,
        routePrefix,
        enableLifecycle,
        enableAdminApi,
        enableOpenMetrics,
        enableOtlp,
        persistenceFile,
        persistenceInterval,
        persistenceSync,
        disableConsistencyCheck,
        enableUtf8Names,
        rulesFile,
        textfileDirectories,
        clusterFlags,
        PushFlags.of(pushes),
        LimitFlags.of(limits),
        logLevel,
        logFormat);
  }
}
