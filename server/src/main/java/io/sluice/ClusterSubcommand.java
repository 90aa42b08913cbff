package io.sluice;

import io.sluice.cluster.ClusterPeer;
import io.sluice.gateway.StoreStateMachine;
import io.sluice.journal.Inspection;
import io.sluice.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// `sluice cluster ...`: shows or changes the cluster of a running node, and converts between a
/// persistence file and the data folder of a node. Prints to stdout and returns the exit code.
final class ClusterSubcommand {
  private static final String USAGE =
      """
      usage: sluice cluster status            [--url=URL]
             sluice cluster add NAME=HOST:PORT [--url=URL]
             sluice cluster remove NAME       [--url=URL]
             sluice cluster transfer NAME     [--url=URL]
             sluice cluster drain             [--url=URL]
             sluice cluster import --node=NAME --data=FOLDER FILE
             sluice cluster export --data=FOLDER FILE
      The first five talk to a running node; --url is http://localhost:9091 by default.
      --user=NAME, --password-file=FILE and --ca=FILE are for its web configuration.\
      """;

  private static final String USUAL_URL = "http://localhost:9091";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Set<String> OPTIONS =
      Set.of("url", "user", "password-file", "ca", "node", "data");

  private final Map<String, String> options = new HashMap<>();
  private final List<String> words = new ArrayList<>();

  /// The command line does not fit the usage text.
  private static final class UsageException extends IOException {
    private static final long serialVersionUID = 1;

    UsageException() {
      super(USAGE);
    }
  }

  private ClusterSubcommand() {}

  static int run(List<String> arguments) {
    try {
      var subcommand = new ClusterSubcommand();
      subcommand.read(arguments);
      subcommand.run();
      return 0;
    } catch (UsageException e) {
      System.err.println(e.getMessage());
    } catch (IOException | GeneralSecurityException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      System.err.println("sluice: error: " + reason);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private void read(List<String> arguments) throws UsageException {
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--")) {
        words.add(argument);
      } else if (equals > 0 && OPTIONS.contains(argument.substring(2, equals))) {
        options.put(argument.substring(2, equals), argument.substring(equals + 1));
      } else {
        throw new UsageException();
      }
    }
  }

  private void run() throws IOException, GeneralSecurityException, InterruptedException {
    String verb = words.isEmpty() ? "" : words.getFirst();
    boolean isAlone = verb.equals("status") || verb.equals("drain");
    if (words.size() != (isAlone ? 1 : 2)) {
      throw new UsageException();
    }
    switch (verb) {
      case "status" -> print(ask("GET", "/api/v1/cluster"));
      case "drain" -> print(ask("POST", "/-/drain"));
      case "add" -> add(words.getLast());
      case "remove", "transfer" ->
          print(ask("POST", "/api/v1/admin/cluster/" + verb + "?node=" + encoded(words.getLast())));
      case "import" -> importFile(Path.of(words.getLast()));
      case "export" -> exportFile(Path.of(words.getLast()));
      default -> throw new UsageException();
    }
  }

  private void add(String text) throws IOException, GeneralSecurityException, InterruptedException {
    ClusterPeer peer;
    try {
      peer = ClusterPeer.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    print(
        ask(
            "POST",
            "/api/v1/admin/cluster/add?node=%s&address=%s"
                .formatted(encoded(peer.name()), encoded(peer.address().toString()))));
  }

  /// Prepares the data folder of a new cluster's first node from the persistence file of a
  /// standalone gateway.
  private void importFile(Path file) throws IOException {
    var machine = new StoreStateMachine(new Store(Map.of()));
    Inspection.Report report = Inspection.read(file, machine);
    if (!report.damage().isEmpty()) {
      throw new IOException("%s is damaged; see: sluice repair".formatted(file));
    }
    String node = needed("node");
    Path data = Path.of(needed("data"));
    ClusterLibraries.engine().prepare(data, node, machine);
    System.out.printf(
        "%s is ready: start node %s with it, and the other nodes with empty folders%n", data, node);
  }

  /// Writes the state of a node to a persistence file for a standalone gateway.
  private void exportFile(Path file) throws IOException {
    var machine = new StoreStateMachine(new Store(Map.of()));
    long last = ClusterLibraries.engine().read(Path.of(needed("data")), machine);
    Inspection.save(file, last, machine);
    System.out.printf("wrote the state after entry %d to %s%n", last, file);
  }

  private String ask(String method, String path)
      throws IOException, GeneralSecurityException, InterruptedException {
    String url = options.getOrDefault("url", USUAL_URL);
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(URI.create(base + path));
    } catch (IllegalArgumentException e) {
      throw new IOException("invalid --url: " + e.getMessage(), e);
    }
    request.timeout(TIMEOUT).method(method, HttpRequest.BodyPublishers.noBody());
    if (options.containsKey("user")) {
      request.header("Authorization", credentials());
    }
    try (HttpClient client = client()) {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("HTTP %d: %s".formatted(answer.statusCode(), answer.body().strip()));
      }
      return answer.body();
    }
  }

  private HttpClient client() throws IOException, GeneralSecurityException {
    HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
    String ca = options.get("ca");
    return ca == null ? client.build() : client.sslContext(trusting(Path.of(ca))).build();
  }

  private String credentials() throws IOException {
    String password = Files.readString(Path.of(needed("password-file"))).strip();
    byte[] both = (options.get("user") + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      int count = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca" + count++, one);
      }
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private String needed(String option) throws UsageException {
    String value = options.get(option);
    if (value == null || value.isEmpty()) {
      throw new UsageException();
    }
    return value;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void print(String answer) {
    System.out.println(answer.strip());
  }
}
