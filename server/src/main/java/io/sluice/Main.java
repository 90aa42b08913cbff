package io.sluice;

import io.sluice.cli.BuildInfo;
import io.sluice.cli.CommandLineParser;
import io.sluice.cli.Flags;
import io.sluice.cli.Invocation;
import io.sluice.cli.LimitFlags;
import io.sluice.cli.Logging;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.QuietPages;
import io.sluice.http.Address;
import io.sluice.http.Handler;
import io.sluice.http.HttpLimits;
import io.sluice.http.HttpServer;
import io.sluice.journal.CommitLog;
import io.sluice.model.Names;
import io.sluice.store.Command;
import io.sluice.store.Outcome;
import io.sluice.store.Store;
import io.sluice.telemetry.OwnMetrics;
import io.sluice.web.Endpoints;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the gateway.
public final class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);

  /// How long requests may take to finish once a stop was asked for.
  private static final Duration STOP_GRACE = Duration.ofSeconds(3);

  /// How long a part of the exposition has to be unchanged before it is compressed ahead of
  /// scrapes.
  private static final Duration QUIET_REST = Duration.ofSeconds(1);

  private Main() {}

  /// Serves until it is told to stop, and exits with 0; with 1 if it cannot start.
  static void main(String[] arguments) {
    switch (CommandLineParser.parse(arguments)) {
      case Invocation.Print print -> System.out.print(print.text());
      case Invocation.Refuse refuse -> {
        System.err.println(refuse.line());
        System.exit(1);
      }
      case Invocation.Run run -> System.exit(run(run.flags()));
      case Invocation.RunTool run -> System.exit(Tools.run(run.tool(), run.arguments()));
    }
  }

  private static int run(Flags flags) {
    var stop = new StopRequest();
    try (Logging _ = Logging.configure(flags.logLevel(), flags.logFormat())) {
      return serve(flags, stop);
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
    try (CommitLog<Command, Outcome> commands = Persistence.open(flags, store, ownMetrics)) {
      var gateway = new Gateway(store, commands, Main::epochNanos);
      QuietPages quietPages = QuietPages.start(gateway, QUIET_REST);
      Handler endpoints =
          Endpoints.handler(
              gateway,
              ownMetrics,
              settings(flags, build),
              task -> Thread.ofVirtual().start(task),
              stop::byRequest);
      HttpServer server =
          HttpServer.start(
              addresses(flags), endpoints, limits(flags), null, ownMetrics::requestRefused);
      server.addresses().forEach(Main::logAddress);
      stop.await();
      server.stop(STOP_GRACE);
      quietPages.close();
      log.info("HTTP server stopped");
      return 0;
    } catch (Persistence.UnusableException _) {
      return 1;
    } catch (IOException e) {
      log.atError().addKeyValue("err", e.getMessage()).log("HTTP server stopped");
      return 1;
    }
  }

  private static Endpoints.Settings settings(Flags flags, BuildInfo build) {
    return new Endpoints.Settings(
        flags.routePrefix(),
        flags.externalPrefix(),
        flags.scrapePath(),
        flags.enableLifecycle(),
        flags.enableAdminApi(),
        !flags.disableConsistencyCheck(),
        flags.enableUtf8Names() ? Names.UTF8 : Names.LEGACY,
        flags.limits().decodedBytes(),
        flags.asMap(),
        build.asMap(),
        Instant.now());
  }

  private static HttpLimits limits(Flags flags) {
    LimitFlags limits = flags.limits();
    return new HttpLimits(
        limits.headBytes(),
        limits.bodyBytes(),
        limits.decodedBytes(),
        limits.connections(),
        limits.requests(),
        limits.inflightBodyBytes(),
        limits.requestTime(),
        limits.idleTime());
  }

  private static List<Address> addresses(Flags flags) throws IOException {
    var addresses = new ArrayList<Address>();
    for (String address : flags.listenAddresses()) {
      addresses.add(Address.parse(address));
    }
    return addresses;
  }

  private static void logAddress(InetSocketAddress address) {
    String shown = Address.format(address);
    log.atInfo().addKeyValue("address", shown).log("Listening on");
    log.atInfo().addKeyValue("http2", false).addKeyValue("address", shown).log("TLS is disabled.");
  }

  private static long epochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
