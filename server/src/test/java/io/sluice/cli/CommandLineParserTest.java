package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineParserTest {
  @TempDir Path folder;

  @Test
  void parse_nothingGiven_takesEveryDefault() {
    Flags flags = flags();
    assertThat(flags.get(Flag.LISTEN_ADDRESS)).containsExactly(":9091");
    assertThat(flags.get(Flag.TEXTFILE_DIRECTORY)).isEmpty();
    assertThat(flags.get(Flag.EXTERNAL_URL)).isEqualTo(new ExternalUrl("", ""));
    assertThat(flags.get(Flag.ENABLE_LIFECYCLE)).isFalse();
    assertThat(flags.get(Flag.ENABLE_OTLP)).isTrue();
    assertThat(flags.get(Flag.PERSISTENCE_INTERVAL)).isEqualTo(Duration.ofMinutes(5));
    assertThat(flags.get(Flag.PERSISTENCE_SYNC)).isEqualTo(PersistenceSync.PUSH);
    assertThat(flags.get(Flag.CLUSTER_PEERS)).isEmpty();
    assertThat(flags.get(Flag.CLUSTER_ELECTION_TIMEOUT)).isEqualTo(Duration.ofSeconds(1));
    assertThat(flags.get(Flag.TTL_GRACE)).isEqualTo(Duration.ofMinutes(5));
    assertThat(flags.get(Flag.CORS_ORIGIN)).isEmpty();
    assertThat(flags.get(Flag.LIMIT_BODY_BYTES)).isEqualTo(64 << 20);
    assertThat(flags.get(Flag.LIMIT_REQUEST_TIME)).isEqualTo(Duration.ofMinutes(2));
    assertThat(flags.get(Flag.LIMIT_HEAP_BYTES)).isZero();
    assertThat(flags.get(Flag.LOG_LEVEL)).isEqualTo(LogLevel.INFO);
    assertThat(flags.get(Flag.LOG_FORMAT)).isEqualTo(LogFormat.LOGFMT);
    assertThat(flags.isAggregating()).isFalse();
    assertThat(flags.successStatus()).isEqualTo(200);
    assertThat(flags.isClusterNode()).isFalse();
    assertThat(flags.readsStale()).isFalse();
  }

  @Test
  void parse_nodeOfACluster_needsWhatItNeeds() {
    String[] node = {"--cluster.data=/d", "--cluster.node=a", "--cluster.listen=127.0.0.1:9095"};
    assertThat(flags(node).isClusterNode()).isTrue();
    assertThat(flags(with(node, "--cluster.peers=a=localhost:1,b=[::1]:2")).get(Flag.CLUSTER_PEERS))
        .hasToString("[a=localhost:1, b=[::1]:2]");
    assertThat(error(with(node, "--persistence.file=/f")))
        .contains("--persistence.file cannot be used with --cluster.data");
    assertThat(error(with(with(node, "--cluster.peers=a=localhost:1"), "--textfile.directory=/t")))
        .contains("--textfile.directory cannot be used with --cluster.data");
    assertThat(error("--cluster.node=a")).contains("require --cluster.data");
    assertThat(error("--cluster.data=/d")).contains("--cluster.data requires --cluster.node");
    assertThat(error(with(node, "--cluster.peers=a=192.0.2.1:1"))).contains("--cluster.tls-cert");
    assertThat(error("--cluster.data=/d", "--cluster.node=a")).contains("--cluster.tls-cert");
    assertThat(flags("--cluster.data=/d", "--cluster.node=a", "--cluster.insecure").isClusterNode())
        .isTrue();
    assertThat(error(with(node, "--cluster.tls-cert=/c"))).contains("must be given together");
    assertThat(error(with(node, "--cluster.peers=a=h:1,a=h:2"))).contains("listed twice");
    assertThat(error(with(node, "--cluster.peers=a=h:1,b=h:1"))).contains("two nodes");
    assertThat(error(with(node, "--cluster.peers=a"))).contains("name=host:port");
    assertThat(error(with(node, "--cluster.peers=a=h:0"))).contains("1 to 65535");
    assertThat(error(with(node, "--cluster.peers=a=:1"))).contains("no host");
    assertThat(error(with(node, "--cluster.read=fresh"))).contains("linearizable or stale");
    assertThat(error(with(node, "--cluster.election-timeout=1ms"))).contains("from 100ms to 1m");
    assertThat(error("--cluster.data=/d", "--cluster.node=a/b", "--cluster.insecure"))
        .contains("name of a node");
  }

  private static String error(String... arguments) {
    return ((Invocation.Refuse) CommandLineParser.parse(arguments)).line();
  }

  private static String[] with(String[] arguments, String more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = more;
    return all;
  }

  @Test
  void parse_valueAfterEqualsOrBlank_isTaken() {
    Flags flags = flags("--log.level=debug", "--log.format", "json");
    assertThat(flags.get(Flag.LOG_LEVEL)).isEqualTo(LogLevel.DEBUG);
    assertThat(flags.get(Flag.LOG_FORMAT)).isEqualTo(LogFormat.JSON);
    assertThat(flags("--web.telemetry-path", "--", "/x").get(Flag.TELEMETRY_PATH)).isEqualTo("/x");
  }

  @Test
  void parse_listenAddressRepeated_keepsAllInOrder() {
    assertThat(
            flags("--web.listen-address=:1", "--web.listen-address", "[::1]:2")
                .get(Flag.LISTEN_ADDRESS))
        .containsExactly(":1", "[::1]:2");
  }

  @Test
  void parse_booleanFlags_areTrueOrFalseByForm() {
    Flags on =
        flags("--web.enable-lifecycle", "--web.enable-admin-api", "--web.enable-openmetrics");
    assertThat(on.get(Flag.ENABLE_LIFECYCLE)).isTrue();
    assertThat(on.get(Flag.ENABLE_ADMIN_API)).isTrue();
    assertThat(on.get(Flag.ENABLE_OPENMETRICS)).isTrue();
    Flags names = flags("--push.enable-utf8-names", "--push.disable-consistency-check");
    assertThat(names.get(Flag.ENABLE_UTF8_NAMES)).isTrue();
    assertThat(names.get(Flag.DISABLE_CONSISTENCY_CHECK)).isTrue();
    assertThat(flags("--no-web.enable-lifecycle").get(Flag.ENABLE_LIFECYCLE)).isFalse();
  }

  @Test
  void parse_logLevelInUpperCase_isTaken() {
    assertThat(flags("--log.level=WARN").get(Flag.LOG_LEVEL)).isEqualTo(LogLevel.WARN);
  }

  /// Recorded from the real Pushgateway's flag library, kingpin 2.4.0.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --foo                                        | unknown long flag '--foo'
          --no-log.level                               | unknown long flag '--no-log.level'
          --no-log.level=x                             | unknown long flag '--no-log.level'
          --no-no-web.enable-lifecycle                 | unknown long flag '--no-no-web.enable-lifecycle'
          --=x                                         | unknown long flag '--'
          -x                                           | unknown short flag '-x'
          -xh                                          | unknown short flag '-x'
          -hx                                          | unknown short flag '-x'
          -é                                           | unknown short flag '-é'
          -web.enable-lifecycle                        | unknown short flag '-w'
          stray                                        | unexpected stray
          --web.enable-lifecycle;stray                 | unexpected stray
          --;--foo                                     | unexpected --foo
          --web.enable-lifecycle=maybe                 | unexpected maybe
          --web.enable-lifecycle;maybe                 | unexpected maybe
          --help=x                                     | unexpected x
          --persistence.sync=always                    | enum value must be one of push,interval,none, got 'always'
          --log.level=bad                              | unrecognized log level bad
          --log.format=JSON                            | unrecognized log format JSON
          --log.level=info;--log.level=warn            | flag 'log.level' cannot be repeated
          --web.enable-lifecycle;--no-web.enable-lifecycle | flag 'web.enable-lifecycle' cannot be repeated
          --persistence.interval                       | expected argument for flag '--persistence.interval'
          --persistence.interval;-5m                   | expected argument for flag '--persistence.interval'
          --persistence.interval;--foo                 | expected argument for flag '--persistence.interval'
          --persistence.interval=5                     | time: missing unit in duration "5"
          --persistence.interval=                      | time: invalid duration ""
          --web.external-url=http://[                  | invalid URL: parse "http://[": missing ']' in host
          --log.level=bad;--foo                        | unknown long flag '--foo'
          --help;--foo                                 | unknown long flag '--foo'
          --foo;--version                              | unknown long flag '--foo'
          @nope                                        | failed to open arguments file "nope": open nope: no such file or directory
          @                                            | expected @ file to expand arguments from
          """)
  void parse_badCommandLine_isRefusedInKingpinsWords(String arguments, String message) {
    assertThat(parse(arguments.split(";")))
        .isEqualTo(new Invocation.Refuse(message))
        .extracting(refused -> ((Invocation.Refuse) refused).line())
        .isEqualTo("sluice: error: " + message + ", try --help");
  }

  @Test
  void parse_dashAlone_isAnEmptyArgument() {
    assertThat(parse("-")).isEqualTo(new Invocation.Refuse("unexpected "));
  }

  /// Upstream panics on these, so the messages are Sluice's own.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --web.telemetry-path=foo       | --web.telemetry-path "foo" must start with "/"
          --web.telemetry-path=          | --web.telemetry-path "" must start with "/"
          --web.telemetry-path=/         | --web.telemetry-path "/" is reserved for another endpoint
          --web.telemetry-path=//status/ | --web.telemetry-path "//status/" is reserved for another endpoint
          --web.telemetry-path=/static/a | --web.telemetry-path "/static/a" is reserved for another endpoint
          --web.telemetry-path=/status;--web.route-prefix=/p | --web.telemetry-path "/status" is reserved for another endpoint
          """)
  void parse_impossibleTelemetryPath_isRefused(String arguments, String message) {
    assertThat(parse(arguments.split(";"))).isEqualTo(new Invocation.Refuse(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --push.success-status=201 | --push.success-status must be 200 or 202, got "201"
          --push.default-mode=add   | --push.default-mode must be replace or aggregate, got "add"
          --push.ttl=-1s            | --push.ttl must not be negative
          --textfile.directory=     | --textfile.directory must not be empty
          --push.success-status=    | --push.success-status must be 200 or 202, got ""
          --web.cors.origin=https://a.example,b.example | --web.cors.origin: no browser sends the origin "b.example": it must begin with a scheme, such as https://
          """)
  void parse_impossiblePushFlag_isRefused(String argument, String message) {
    assertThat(parse(argument)).isEqualTo(new Invocation.Refuse(message));
  }

  @Test
  void parse_origins_areTakenApartAtCommas() {
    assertThat(
            flags("--web.cors.origin= https://a.example ,,http://b.example:81")
                .get(Flag.CORS_ORIGIN))
        .containsExactly("https://a.example", "http://b.example:81");
    assertThat(flags("--push.success-status=202").successStatus()).isEqualTo(202);
  }

  @Test
  void parse_flagOfLaterVersionsSetToItsDefault_isAccepted() {
    Flags flags = flags("--no-web.systemd-socket", "--web.config.file=", "--persistence.file=");
    assertThat(flags).isEqualTo(flags());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--no-help", "-hh", "--help;--log.level=bad"})
  void parse_helpAsked_printsHelp(String arguments) {
    assertThat(parse(arguments.split(";"))).isEqualTo(new Invocation.Print(Help.text()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--version",
        "--no-version",
        "--version;--foo",
        "--log.level=bad;--version",
        "-h;--version"
      })
  void parse_versionAsked_printsVersionWhateverElseIsWrong(String arguments) {
    assertThat(parse(arguments.split(";")))
        .isEqualTo(new Invocation.Print(BuildInfo.load().versionText()));
  }

  @Test
  void parse_hiddenFlags_printForThoseWhoMakePackages() {
    assertThat(CommandLineParser.parse(new String[] {"--help-man", "--foo"}))
        .isEqualTo(new Invocation.Print(ManPage.text()));
    assertThat(CommandLineParser.parse(new String[] {"--completion-script-bash"}))
        .isEqualTo(new Invocation.Print(BashCompletion.text()));
    assertThat(CommandLineParser.parse(new String[] {"--version", "--help-man"}))
        .isEqualTo(new Invocation.Print(BuildInfo.load().versionText()));
    assertThat(CommandLineParser.parse(new String[] {"--no-help-man"}))
        .isInstanceOf(Invocation.Refuse.class);
  }

  @Test
  void parse_argumentsFile_standsForItsLines() throws IOException {
    Path inner = Files.writeString(folder.resolve("inner"), "json\r\n");
    Path file =
        Files.writeString(
            folder.resolve("outer"),
            """
            # a comment

            --web.route-prefix=/a b
            --log.format
            @%s
            """
                .formatted(inner));
    Flags flags = flags("--log.level=warn", "@" + file, "--web.enable-lifecycle");
    assertThat(flags.get(Flag.ROUTE_PREFIX)).isEqualTo("/a b");
    assertThat(flags.get(Flag.LOG_FORMAT)).isEqualTo(LogFormat.JSON);
    assertThat(flags.get(Flag.ENABLE_LIFECYCLE)).isTrue();
  }

  @Test
  void parse_argumentsFileAsValueAfterEquals_isText() {
    assertThat(flags("--web.route-prefix=@x").get(Flag.ROUTE_PREFIX)).isEqualTo("@x");
  }

  @Test
  void parse_argumentsFileThatNamesItself_isRefused() throws IOException {
    Path file = folder.resolve("loop");
    Files.writeString(file, "@" + file);
    assertThat(parse("@" + file))
        .isEqualTo(new Invocation.Refuse("too many arguments files: file=\"" + file + "\""));
  }

  @ParameterizedTest
  @CsvSource({
    "--limits.body-bytes=0, '--limits.body-bytes must be a whole number from 1 to 2147483647, got"
        + " \"0\"'",
    "--limits.requests=1k, '--limits.requests must be a whole number from 1 to 2147483647, got"
        + " \"1k\"'",
    "--limits.connections=3000000000, '--limits.connections must be a whole number from 1 to"
        + " 2147483647, got \"3000000000\"'",
    "--limits.idle-time=0s, '--limits.idle-time must be greater than zero, got \"0s\"'"
  })
  void parse_limitThatIsNone_isRefused(String argument, String error) {
    assertThat(parse(argument)).isEqualTo(new Invocation.Refuse(error));
  }

  @Test
  void parse_limits_areTaken() {
    Flags flags = flags("--limits.body-bytes=5", "--limits.request-time=3s");

    assertThat(flags.get(Flag.LIMIT_BODY_BYTES)).isEqualTo(5);
    assertThat(flags.get(Flag.LIMIT_REQUEST_TIME)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void asMap_defaults_showsWhatTheApiShows() {
    assertThat(flags().asMap())
        .containsExactlyEntriesOf(
            new java.util.TreeMap<>(
                Map.ofEntries(
                    Map.entry("cluster.data", ""),
                    Map.entry("cluster.election-timeout", "1s"),
                    Map.entry("cluster.insecure", "false"),
                    Map.entry("cluster.listen", ":9095"),
                    Map.entry("cluster.node", ""),
                    Map.entry("cluster.peers", ""),
                    Map.entry("cluster.read", "linearizable"),
                    Map.entry("cluster.tls-ca", ""),
                    Map.entry("cluster.tls-cert", ""),
                    Map.entry("cluster.tls-key", ""),
                    Map.entry("config.file", ""),
                    Map.entry("limits.body-bytes", "67108864"),
                    Map.entry("limits.connection-bytes", "268435456"),
                    Map.entry("limits.connections", "10000"),
                    Map.entry("limits.decoded-body-bytes", "268435456"),
                    Map.entry("limits.head-bytes", "65536"),
                    Map.entry("limits.idle-time", "10m0s"),
                    Map.entry("limits.inflight-body-bytes", "268435456"),
                    Map.entry("limits.request-time", "2m0s"),
                    Map.entry("limits.requests", "10000"),
                    Map.entry("limits.groups", "1000000"),
                    Map.entry("limits.help-length", "65536"),
                    Map.entry("limits.heap-bytes", "0"),
                    Map.entry("limits.families-per-group", "10000"),
                    Map.entry("limits.added-to-bytes", "4194304"),
                    Map.entry("limits.groups-per-push", "10000"),
                    Map.entry("limits.label-value-length", "65536"),
                    Map.entry("limits.labels-per-series", "256"),
                    Map.entry("limits.name-length", "1024"),
                    Map.entry("limits.series", "10000000"),
                    Map.entry("limits.series-per-group", "1000000"),
                    Map.entry("limits.series-per-push", "1000000"),
                    Map.entry("log.format", "logfmt"),
                    Map.entry("log.level", "info"),
                    Map.entry("persistence.file", ""),
                    Map.entry("persistence.interval", "5m0s"),
                    Map.entry("persistence.sync", "push"),
                    Map.entry("push.default-mode", "replace"),
                    Map.entry("push.disable-consistency-check", "false"),
                    Map.entry("push.idempotency-window", "1h0m0s"),
                    Map.entry("push.success-status", "200"),
                    Map.entry("textfile.directory", ""),
                    Map.entry("push.ttl", "0s"),
                    Map.entry("push.ttl-grace", "5m0s"),
                    Map.entry("web.cors.origin", ""),
                    Map.entry("push.enable-utf8-names", "false"),
                    Map.entry("web.access.file", ""),
                    Map.entry("web.config.file", ""),
                    Map.entry("web.open-health", "false"),
                    Map.entry("web.enable-admin-api", "false"),
                    Map.entry("web.enable-openmetrics", "false"),
                    Map.entry("web.enable-otlp-receiver", "true"),
                    Map.entry("web.enable-lifecycle", "false"),
                    Map.entry("web.external-url", ""),
                    Map.entry("web.listen-address", ":9091"),
                    Map.entry("web.route-prefix", ""),
                    Map.entry("web.systemd-socket", "false"),
                    Map.entry("web.telemetry-path", "/metrics"))));
  }

  @Test
  void asMap_always_hasEveryFlagButThoseThatPrint() {
    List<String> names =
        Flag.shown().stream()
            .filter(flag -> flag != Flag.HELP && flag != Flag.VERSION)
            .map(flag -> flag.longName)
            .toList();
    assertThat(flags().asMap()).containsOnlyKeys(names);
  }

  // A default would hide that the given value was stored elsewhere.
  @Test
  void get_flagWithoutAValue_takesNoDefault() {
    var none = new Flags(Map.of());
    assertThatThrownBy(() -> none.get(Flag.LIMIT_GROUPS))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("limits.groups");
  }

  @Test
  void asMap_valuesGiven_showsThemWithTheComputedPrefix() {
    Flags flags =
        flags(
            "--web.listen-address=:1",
            "--web.listen-address=:2",
            "--web.external-url=http://h/pgw/",
            "--persistence.interval=1d");
    assertThat(flags.asMap())
        .containsEntry("web.listen-address", ":1,:2")
        .containsEntry("web.external-url", "http://h/pgw/")
        .containsEntry("web.route-prefix", "/pgw")
        .containsEntry("persistence.interval", "24h0m0s");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',               '',           '',          '',          /metrics
          http://h,         '',           '',          '',          /metrics
          http://h/,        '',           '',          '',          /metrics
          http://h/pgw,     '',           /pgw,        /pgw,        /pgw/metrics
          http://h/pgw/,    '',           /pgw,        /pgw,        /pgw/metrics
          http://h/a%20b/c, '',           /a b/c,      /a b/c,      /a b/c/metrics
          pgw,              '',           /pgw,        /pgw,        /pgw/metrics
          http://h/pgw,     /,            '',          /pgw,        /metrics
          http://h/pgw,     in,           /in,         /pgw,        /in/metrics
          '',               /in/side/,    /in/side,    '',          /in/side/metrics
          '',               /in//,        /in/,        '',          /in/metrics
          """)
  void prefixes_urlAndPrefix_followUpstream(
      String url, String prefix, String route, String external, String scrape) {
    Flags flags = flags("--web.external-url=" + url, "--web.route-prefix=" + prefix);
    assertThat(flags)
        .extracting(Flags::routePrefix, Flags::externalPrefix, Flags::scrapePath)
        .containsExactly(route, external, scrape);
  }

  @Test
  void scrapePath_relativeTelemetryPathBelowPrefix_isJoined() {
    assertThat(flags("--web.route-prefix=/p", "--web.telemetry-path=x//../y/").scrapePath())
        .isEqualTo("/p/y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"push", "interval", "none"})
  void parse_persistenceSync_isTaken(String value) {
    assertThat(flags("--persistence.sync=" + value).get(Flag.PERSISTENCE_SYNC)).hasToString(value);
  }

  @ParameterizedTest
  @CsvSource({"inspect, INSPECT", "repair, REPAIR"})
  void parse_nameOfATool_runsIt(String word, Subcommand tool) {
    assertThat(parse(word, "file")).isEqualTo(new Invocation.RunTool(tool, List.of("file")));
    assertThat(parse("--log.level=debug", word))
        .isEqualTo(new Invocation.Refuse("unexpected " + word));
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "inspect;a;b", "inspect;--help"})
  void parse_toolWithOtherArguments_showsItsUsage(String arguments) {
    assertThat(parse(arguments.split(";", -1)))
        .isEqualTo(new Invocation.Refuse("usage: sluice inspect FILE"));
  }

  private static Flags flags(String... arguments) {
    return switch (parse(arguments)) {
      case Invocation.Run(Flags flags) -> flags;
      case Invocation.RunTool tool -> throw new AssertionError(tool);
      case Invocation.Print(String text) -> throw new AssertionError(text);
      case Invocation.Refuse(String message) -> throw new AssertionError(message);
    };
  }

  private static Invocation parse(String... arguments) {
    return CommandLineParser.parse(arguments);
  }
}
