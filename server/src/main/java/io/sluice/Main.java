package io.sluice;

import io.sluice.access.AccessFile;
import io.sluice.cli.BuildInfo;
import io.sluice.cli.CommandLineParser;
import io.sluice.cli.Flag;
import io.sluice.cli.Flags;
import io.sluice.cli.Invocation;
import io.sluice.cli.Logging;
import io.sluice.files.FileErrors;
import io.sluice.format.ParseLimits;
import io.sluice.gateway.BackgroundCompressor;
import io.sluice.gateway.Expiry;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.PushSettings;
import io.sluice.gateway.StoreStateMachine;
import io.sluice.history.RecentPushes;
import io.sluice.history.StateSize;
import io.sluice.http.Handler;
import io.sluice.http.HttpLimits;
import io.sluice.http.listen.InheritedSocket;
import io.sluice.http.listen.ListenAddress;
import io.sluice.http.server.HttpServer;
import io.sluice.intake.FileGroups;
import io.sluice.intake.Intake;
import io.sluice.intake.PushLimits;
import io.sluice.model.Names;
import io.sluice.rules.RulesFile;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import io.sluice.store.StoreTotals;
import io.sluice.telemetry.OwnMetrics;
import io.sluice.textfile.TextfileDirectories;
import io.sluice.web.EndpointSettings;
import io.sluice.web.Endpoints;
import io.sluice.web.GatewayParts;
import io.sluice.web.answer.ApiThreads;
import io.sluice.web.push.RefusalRecorder;
import io.sluice.webconfig.WebConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the gateway.
public final class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);

  /// How long running requests may take to finish after a stop request.
  private static final Duration STOP_GRACE = Duration.ofSeconds(3);

  /// The state may take half of the heap. The rest is for pushes and scrapes in progress, and for
  /// older states that views still reference.
  private static final int STATE_SHARE = 2;

  /// How long a part of the exposition must be unchanged before it is compressed in the background.
  private static final Duration QUIET_REST = Duration.ofSeconds(1);

  /// How often text files are checked for changes that the file system does not report.
  private static final Duration TEXTFILE_INTERVAL = Duration.ofSeconds(15);

  private Main() {}

  /// Serves until it is stopped, and then exits with 0. Exits with 1 if it cannot start.
  static void main(String[] arguments) {
    switch (CommandLineParser.parse(arguments)) {
      case Invocation.Print print -> System.out.print(print.text());
      case Invocation.Refuse refuse -> {
        System.err.println(refuse.line());
        System.exit(1);
      }
      case Invocation.Run run -> System.exit(run(run.flags()));
      case Invocation.RunTool run -> System.exit(Subcommands.run(run.tool(), run.arguments()));
    }
  }

  private static int run(Flags flags) {
    var stop = new StopRequest();
    try (Logging logging =
        Logging.configure(flags.get(Flag.LOG_LEVEL), flags.get(Flag.LOG_FORMAT))) {
      var lastWords = new FatalErrorHandler(logging);
      Thread.setDefaultUncaughtExceptionHandler(lastWords);
      try {
        return serve(flags, stop);
      } catch (RuntimeException | Error e) {
        lastWords.uncaughtException(Thread.currentThread(), e); // before the log is closed
        throw e;
      }
    } finally {
      stop.done();
    }
  }

  private static int serve(Flags flags, StopRequest stop) {
    BuildInfo build = BuildInfo.load();
    log.atInfo().addKeyValue("version", build.versionInfo()).log("starting sluice");
    log.atInfo().addKeyValue("build_context", build.buildContext()).log("Build context");

    Store store = new Store(OwnMetrics.PROTECTED);
    var ownMetrics = new OwnMetrics(build.labels());
    RulesFile rules;
    try {
      rules = rules(flags, ownMetrics);
    } catch (RulesFile.UnusableException _) {
      return 1;
    }
    StateLimits limits = stateLimits(flags);
    PushLimits pushLimits = pushLimits(flags);
    var machine = new StoreStateMachine(store, limits);
    try (OpenLog opened = OpenLog.open(flags, machine, ownMetrics, build);
        ApiThreads apiThreads = ApiThreads.start()) {
      WebConfig web = WebConfig.open(flags.get(Flag.WEB_CONFIG_FILE));
      var gateway =
          new Gateway(
              store,
              opened.log(),
              opened.epochNanos(),
              new PushSettings(
                  flags.isAggregating(),
                  flags.get(Flag.PUSH_TTL),
                  flags.get(Flag.IDEMPOTENCY_WINDOW)),
              limits);
      BackgroundCompressor quietPages = BackgroundCompressor.start(gateway, QUIET_REST);
      RecentPushes history = RecentPushes.start(Main::epochNanos, () -> stateSize(gateway));
      AccessFile access = access(flags.get(Flag.ACCESS_FILE));
      var intake =
          new Intake(gateway, names(flags), pushLimits, access, rules::rules, new FileGroups());
      Expiry expiry = Expiry.start(gateway, flags.get(Flag.TTL_GRACE), ownMetrics::expired);
      Handler endpoints =
          Endpoints.handler(
              new GatewayParts(gateway, intake, rules, history, ownMetrics, opened.cluster()),
              settings(flags, pushLimits, build, access),
              task -> Thread.ofVirtual().start(task),
              apiThreads,
              stop::byRequest);
      Handler guarded = web.before(endpoints, openPaths(flags), ownMetrics::requestRefused);
      HttpServer server =
          HttpServer.start(
              listeners(flags),
              guarded,
              limits(flags),
              web.tls(),
              new RefusalRecorder(ownMetrics, history, flags.routePrefix()));
      TextfileDirectories textfiles = textfiles(flags, gateway, intake, history, ownMetrics);
      server.listenerNames().forEach(address -> logListener(address, web));
      HeapWatch.start();
      stop.await();
      opened.drain();
      history.close();
      server.stop(STOP_GRACE);
      textfiles.close();
      expiry.close();
      quietPages.close();
      log.info("HTTP server stopped");
      return 0;
    } catch (Persistence.UnusableException _) {
      return 1;
    } catch (IOException e) {
      log.atError().addKeyValue("err", FileErrors.message(e)).log("HTTP server stopped");
      return 1;
    }
  }

  private static RulesFile rules(Flags flags, OwnMetrics ownMetrics)
      throws RulesFile.UnusableException {
    RulesFile rules =
        flags.get(Flag.RULES_FILE).isEmpty()
            ? RulesFile.none()
            : RulesFile.open(
                Path.of(flags.get(Flag.RULES_FILE)), ownMetrics.reportConfig()::loaded);
    ReloadSignal.listen(rules);
    return rules;
  }

  private static TextfileDirectories textfiles(
      Flags flags, Gateway gateway, Intake intake, RecentPushes history, OwnMetrics ownMetrics) {
    List<Path> directories = flags.get(Flag.TEXTFILE_DIRECTORY).stream().map(Path::of).toList();
    return TextfileDirectories.start(
        new TextfileDirectories.Settings(
            directories,
            names(flags),
            withinHeap(flags.get(Flag.LIMIT_DECODED_BYTES)),
            TEXTFILE_INTERVAL),
        gateway,
        intake,
        history,
        directories.isEmpty() ? (_, _) -> {} : ownMetrics.reportTextfiles()::scanned);
  }

  private static Names names(Flags flags) {
    return flags.get(Flag.ENABLE_UTF8_NAMES) ? Names.UTF8 : Names.LEGACY;
  }

  private static EndpointSettings settings(
      Flags flags, PushLimits pushLimits, BuildInfo build, @Nullable AccessFile access) {
    return new EndpointSettings(
        new EndpointSettings.Paths(flags.routePrefix(), flags.externalPrefix(), flags.scrapePath()),
        new EndpointSettings.Enabled(
            flags.get(Flag.ENABLE_LIFECYCLE),
            flags.get(Flag.ENABLE_ADMIN_API),
            flags.get(Flag.ENABLE_OPENMETRICS),
            flags.get(Flag.ENABLE_OTLP)),
        new EndpointSettings.Pushes(
            !flags.get(Flag.DISABLE_CONSISTENCY_CHECK),
            flags.get(Flag.DISABLE_CONSISTENCY_CHECK) ? 202 : flags.successStatus(),
            flags.isAggregating(),
            flags.get(Flag.LIMIT_PUSHED_GROUPS),
            names(flags),
            pushLimits),
        flags.get(Flag.CORS_ORIGIN),
        access,
        new EndpointSettings.About(flags.asMap(), build.asMap(), Instant.now()));
  }

  private static PushLimits pushLimits(Flags flags) {
    return new PushLimits(parseLimits(flags), withinHeap(flags.get(Flag.LIMIT_DECODED_BYTES)));
  }

  private static StateSize stateSize(Gateway gateway) {
    StoreTotals totals = gateway.groups().totals();
    return new StateSize(totals.groups(), totals.series());
  }

  private static HttpLimits limits(Flags flags) {
    return new HttpLimits(
        flags.get(Flag.LIMIT_HEAD_BYTES),
        withinHeap(flags.get(Flag.LIMIT_BODY_BYTES)),
        withinHeap(flags.get(Flag.LIMIT_DECODED_BYTES)),
        flags.get(Flag.LIMIT_CONNECTIONS),
        flags.get(Flag.LIMIT_REQUESTS),
        withinHeap(flags.get(Flag.LIMIT_INFLIGHT_BODY_BYTES)),
        withinHeap(flags.get(Flag.LIMIT_CONNECTION_BYTES)),
        flags.get(Flag.LIMIT_REQUEST_TIME),
        flags.get(Flag.LIMIT_IDLE_TIME));
  }

  /// The limit, or an eighth of the heap if that is less, because several such limits share the
  /// heap.
  private static int withinHeap(int bytes) {
    return (int) Math.min(bytes, Runtime.getRuntime().maxMemory() / 8);
  }

  private static @Nullable AccessFile access(String file) throws IOException {
    return file.isEmpty() ? null : AccessFile.open(Path.of(file));
  }

  private static ParseLimits parseLimits(Flags flags) {
    return new ParseLimits(
        flags.get(Flag.LIMIT_LABELS),
        flags.get(Flag.LIMIT_NAME_LENGTH),
        flags.get(Flag.LIMIT_VALUE_LENGTH),
        flags.get(Flag.LIMIT_HELP_LENGTH),
        flags.get(Flag.LIMIT_PUSHED_SAMPLES));
  }

  private static StateLimits stateLimits(Flags flags) {
    long heapBytes = flags.get(Flag.LIMIT_HEAP_BYTES);
    return new StateLimits(
        flags.get(Flag.LIMIT_GROUPS),
        flags.get(Flag.LIMIT_GROUP_SERIES),
        Long.MAX_VALUE,
        flags.get(Flag.LIMIT_SERIES),
        flags.get(Flag.LIMIT_GROUP_FAMILIES),
        flags.get(Flag.LIMIT_ADDED_TO_BYTES),
        heapBytes == 0 ? Runtime.getRuntime().maxMemory() / STATE_SHARE : heapBytes);
  }

  private static List<? extends ListenAddress> listeners(Flags flags) throws IOException {
    if (flags.get(Flag.SYSTEMD_SOCKET)) {
      log.info("Listening on systemd activated listeners instead of port listeners.");
      return InheritedSocket.fromSystemd(System.getenv(), ProcessHandle.current().pid());
    }
    var listeners = new ArrayList<ListenAddress>();
    for (String address : flags.get(Flag.LISTEN_ADDRESS)) {
      listeners.add(ListenAddress.parse(address));
    }
    return listeners;
  }

  private static Set<String> openPaths(Flags flags) {
    String prefix = flags.routePrefix();
    return flags.get(Flag.OPEN_HEALTH)
        ? Set.of(prefix + "/-/healthy", prefix + "/-/ready")
        : Set.of();
  }

  private static void logListener(String address, WebConfig web) {
    log.atInfo().addKeyValue("address", address).log("Listening on");
    log.atInfo()
        .addKeyValue("http2", web.offersHttp2())
        .addKeyValue("address", address)
        .log(web.tls() == null ? "TLS is disabled." : "TLS is enabled.");
  }

  static long epochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
