package io.sluice.comparison;

import io.sluice.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Starts the servers in the state for a measurement.
///
/// All files are in one folder: logs, the saved states of loaded gateways, and the files that nginx
/// serves. The last two are created once; each start gets a copy of the saved state.
final class TestBed {
  private static final PushRequest TEN_PUT = Workload.TEN_PUT;
  private static final PushRequest AGGREGATED = TEN_PUT.aggregated();
  private static final int LOADERS = 8;
  private static final byte[] NO_BODY = {};

  private record Saved(Contender contender, int groups) {}

  private final CommandLines commandLines;
  private final Path folder;
  private final Map<Saved, Path> saved = new HashMap<>();
  private final Map<Integer, Path> sites = new HashMap<>();
  private int folders;

  /// @param folder an empty folder for all files; the caller deletes it
  TestBed(CommandLines commandLines, Path folder) {
    this.commandLines = commandLines;
    this.folder = folder;
  }

  /// The load generator.
  Wrk wrk() {
    return new Wrk(commandLines.root().resolve("comparison/wrk/push.lua"), folder);
  }

  /// A folder for files other than those of the servers.
  Path folder() {
    return folder;
  }

  /// A server that answers, in the requested state. The bare Netty server has no state.
  Server start(Contender contender, Setup setup) throws IOException, InterruptedException {
    return switch (contender) {
      case SLUICE -> startSluice(setup);
      case PUSHGATEWAY -> startPushgateway(setup);
      case NETTY -> startNetty();
      case NGINX -> startNginx(site(setup.groups()));
      case DISK -> throw new IllegalArgumentException("not a server");
    };
  }

  /// A gateway that was just launched and may not answer yet: empty, or about to load the state
  /// that a gateway of the same kind saved.
  Server launch(Contender contender, int groups) throws IOException, InterruptedException {
    return groups == 0
        ? launchGateway(contender, Setup.checked(0), null)
        : launchGateway(contender, Setup.persistent(groups), copyOfSaved(contender, groups));
  }

  private Server startSluice(Setup setup) throws IOException, InterruptedException {
    Path state = setup.isPersistent() ? newFolder().resolve("state") : null;
    Server server = ready(launchGateway(Contender.SLUICE, setup, state));
    push(server, setup.has(Setup.Trait.AGGREGATED) ? AGGREGATED : TEN_PUT, setup.groups());
    return server;
  }

  /// Loading it with checks would take hours: one is loaded without checks, and each start reads
  /// the state that it saved.
  private Server startPushgateway(Setup setup) throws IOException, InterruptedException {
    Path state = null;
    if (setup.groups() > 0) {
      state = copyOfSaved(Contender.PUSHGATEWAY, setup.groups());
    } else if (setup.isPersistent()) {
      state = newFolder().resolve("state");
    }
    return ready(launchGateway(Contender.PUSHGATEWAY, setup, state));
  }

  private Server launchGateway(Contender contender, Setup setup, @Nullable Path state)
      throws IOException {
    int port = FreePort.find();
    List<String> command = commandLines.gateway(contender, port, setup, state);
    return Server.launch(contender, command, environment(setup), port, newFolder().resolve("log"));
  }

  private Server startNetty() throws IOException, InterruptedException {
    int port = FreePort.find();
    Path log = newFolder().resolve("log");
    Server server = Server.launch(Contender.NETTY, commandLines.netty(port), Map.of(), port, log);
    server.awaitAnswer("GET", "/", NO_BODY);
    return server;
  }

  private Server startNginx(Path site) throws IOException, InterruptedException {
    int port = FreePort.find();
    Path log = newFolder().resolve("log");
    Server server =
        Server.launch(Contender.NGINX, commandLines.nginx(port, site), Map.of(), port, log);
    server.awaitAnswer("GET", "/metrics", NO_BODY);
    return server;
  }

  private static Map<String, String> environment(Setup setup) {
    return setup.has(Setup.Trait.SMALL_HEAP) ? Map.of("JAVA_OPTS", "-Xmx64m") : Map.of();
  }

  private static Server ready(Server gateway) throws IOException, InterruptedException {
    gateway.awaitAnswer("GET", "/-/ready", NO_BODY);
    return gateway;
  }

  private Path copyOfSaved(Contender contender, int groups)
      throws IOException, InterruptedException {
    Saved key = new Saved(contender, groups);
    Path original = saved.get(key);
    if (original == null) {
      original = save(contender, groups);
      saved.put(key, original);
    }
    Path copy = newFolder();
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy.resolve("state");
  }

  private Path save(Contender contender, int groups) throws IOException, InterruptedException {
    Path target = newFolder();
    var setup = new Setup(groups, Set.of(Setup.Trait.UNCHECKED, Setup.Trait.PERSISTENT));
    try (Server server = ready(launchGateway(contender, setup, target.resolve("state")))) {
      push(server, TEN_PUT, groups);
      server.stop();
    }
    return target;
  }

  /// Pushes to each group once.
  private static void push(Server server, PushRequest request, int groups)
      throws IOException, InterruptedException {
    var loads = new ArrayList<Future<Void>>();
    try (var loaders = Executors.newFixedThreadPool(LOADERS)) {
      for (int i = 0; i < LOADERS; i++) {
        int first = i;
        loads.add(loaders.submit(() -> pushEvery(server, request, first, groups)));
      }
      for (Future<Void> load : loads) {
        load.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("cannot load " + server.contender().title(), e.getCause());
    }
  }

  private static Void pushEvery(Server server, PushRequest request, int first, int groups)
      throws IOException {
    try (Connection connection = server.connect()) {
      for (int group = first; group < groups; group += LOADERS) {
        connection.push(request, group);
      }
    }
    return null;
  }

  /// A folder with the exposition of this number of groups, plain and compressed.
  private Path site(int groups) throws IOException, InterruptedException {
    Path site = sites.get(groups);
    if (site == null) {
      site = newFolder();
      fill(site, groups);
      sites.put(groups, site);
    }
    return site;
  }

  private void fill(Path site, int groups) throws IOException, InterruptedException {
    Path plain = site.resolve("metrics");
    try (Server server = startSluice(Setup.unchecked(groups));
        Connection connection = server.connect();
        OutputStream file = Files.newOutputStream(plain)) {
      connection.download("/metrics", file);
    }
    Path compressed = site.resolve("metrics.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      Files.copy(plain, gzip);
    }
  }

  private Path newFolder() throws IOException {
    return Files.createDirectory(folder.resolve(Integer.toString(folders++)));
  }
}
