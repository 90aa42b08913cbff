package io.sluice;

import io.sluice.access.AccessFile;
import io.sluice.cli.BuildInfo;
import io.sluice.cli.CommandLineParser;
import io.sluice.cli.Flags;
import io.sluice.cli.Invocation;
import io.sluice.cli.LimitFlags;
import io.sluice.cli.Logging;
import io.sluice.cli.PushFlags;
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
  private static final int HELD_SHARE = 2;

  /// How long a part of the exposition has to be unchanged before it is compressed in the
  /// background.
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
    try (Logging logging = Logging.configure(flags.logLevel(), flags.logFormat())) {
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
    StateLimits limits = stateLimits(flags.limits());
    PushLimits pushLimits = pushLimits(flags.limits());
    var machine = new StoreStateMachine(store, limits);
    try (OpenLog opened = OpenLog.open(flags, machine, ownMetrics, build);
        ApiThreads apiThreads = ApiThreads.start()) {
      WebConfig web = WebConfig.open(flags.webConfigFile());
      PushFlags pushes = flags.pushes();
      var gateway =
          new Gateway(
              store,
              opened.log(),
              opened.epochNanos(),
              new PushSettings(pushes.isAggregating(), pushes.ttl(), pushes.idempotencyWindow()),
              limits);
      BackgroundCompressor quietPages = BackgroundCompressor.start(gateway, QUIET_REST);
      RecentPushes history = RecentPushes.start(Main::epochNanos, () -> held(gateway));
      AccessFile access = access(flags.accessFile());
      var intake =
          new Intake(gateway, names(flags), pushLimits, access, rules::rules, new FileGroups());
      Expiry expiry = Expiry.start(gateway, pushes.ttlGrace(), ownMetrics::expired);
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
        flags.rulesFile().isEmpty()
            ? RulesFile.none()
            : RulesFile.open(Path.of(flags.rulesFile()), ownMetrics.reportConfig()::loaded);
    ReloadSignal.listen(rules);
    return rules;
  }

  private static TextfileDirectories textfiles(
      Flags flags, Gateway gateway, Intake intake, RecentPushes history, OwnMetrics ownMetrics) {
    List<Path> directories = flags.textfileDirectories().stream().map(Path::of).toList();
    return TextfileDirectories.start(
        new TextfileDirectories.Settings(
            directories,
            names(flags),
            withinHeap(flags.limits().decodedBytes()),
            TEXTFILE_INTERVAL),
        gateway,
        intake,
        history,
        directories.isEmpty() ? (_, _) -> {} : ownMetrics.reportTextfiles()::looked);
  }

  private static Names names(Flags flags) {
    return flags.enableUtf8Names() ? Names.UTF8 : Names.LEGACY;
  }

  private static EndpointSettings settings(
      Flags flags, PushLimits pushLimits, BuildInfo build, @Nullable AccessFile access) {
    return new EndpointSettings(
        new EndpointSettings.Paths(flags.routePrefix(), flags.externalPrefix(), flags.scrapePath()),
        new EndpointSettings.Enabled(
            flags.enableLifecycle(),
            flags.enableAdminApi(),
            flags.enableOpenMetrics(),
            flags.enableOtlp()),
        new EndpointSettings.Pushes(
            !flags.disableConsistencyCheck(),
            flags.disableConsistencyCheck() ? 202 : flags.pushes().successStatus(),
            flags.pushes().isAggregating(),
            flags.limits().groupsPerPush(),
            names(flags),
            pushLimits),
        flags.pushes().corsOrigins(),
        access,
        new EndpointSettings.About(flags.asMap(), build.asMap(), Instant.now()));
  }

  private static PushLimits pushLimits(LimitFlags limits) {
    return new PushLimits(parseLimits(limits), withinHeap(limits.decodedBytes()));
  }

  private static StateSize held(Gateway gateway) {
    StoreTotals totals = gateway.groups().totals();
    return new StateSize(totals.groups(), totals.series());
  }

  private static HttpLimits limits(Flags flags) {
    LimitFlags limits = flags.limits();
    return new HttpLimits(
        limits.headBytes(),
        withinHeap(limits.bodyBytes()),
        withinHeap(limits.decodedBytes()),
        limits.connections(),
        limits.requests(),
        withinHeap(limits.inflightBodyBytes()),
        withinHeap(limits.connectionBytes()),
        limits.requestTime(),
        limits.idleTime());
  }

  /// The limit, or an eighth of the heap if that is less, because several such limits share the
  /// heap.
  private static int withinHeap(int bytes) {
    return (int) Math.min(bytes, Runtime.getRuntime().maxMemory() / 8);
  }

  private static @Nullable AccessFile access(String file) throws IOException {
    return file.isEmpty() ? null : AccessFile.open(Path.of(file));
  }

  private static ParseLimits parseLimits(LimitFlags limits) {
    return new ParseLimits(
        limits.labelsPerSeries(),
        limits.nameLength(),
        limits.labelValueLength(),
        limits.helpLength(),
        limits.seriesPerPush());
  }

  private static StateLimits stateLimits(LimitFlags limits) {
    return new StateLimits(
        limits.groups(),
        limits.seriesPerGroup(),
        Long.MAX_VALUE,
        limits.series(),
        limits.familiesPerGroup(),
        limits.addedToBytes(),
        limits.heapBytes() == 0
            ? Runtime.getRuntime().maxMemory() / HELD_SHARE
            : limits.heapBytes());
  }

  private static List<? extends ListenAddress> listeners(Flags flags) throws IOException {
    if (flags.systemdSocket()) {
      log.info("Listening on systemd activated listeners instead of port listeners.");
      return InheritedSocket.fromSystemd(System.getenv(), ProcessHandle.current().pid());
    }
    var listeners = new ArrayList<ListenAddress>();
    for (String address : flags.listenAddresses()) {
      listeners.add(ListenAddress.parse(address));
    }
    return listeners;
  }

  private static Set<String> openPaths(Flags flags) {
    String prefix = flags.routePrefix();
    return flags.openHealth() ? Set.of(prefix + "/-/healthy", prefix + "/-/ready") : Set.of();
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
