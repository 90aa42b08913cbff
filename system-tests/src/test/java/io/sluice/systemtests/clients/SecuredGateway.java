package io.sluice.systemtests.clients;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A gateway that is started with the web configuration `web.yml` in a separate folder, and may
/// fail to start, or refuse all clients. It logs JSON.
final class SecuredGateway implements AutoCloseable {
  private final Gateway gateway;
  private final Path directory;

  private SecuredGateway(Gateway gateway, Path directory) {
    this.gateway = gateway;
    this.directory = directory;
  }

  /// Writes the configuration, starts a gateway in `directory`, and waits until it listens or ends.
  static SecuredGateway start(Path directory, String config, String... flags) throws Exception {
    Files.writeString(directory.resolve("web.yml"), config);
    List<String> all = new ArrayList<>(List.of("--web.config.file=web.yml", "--log.format=json"));
    all.addAll(List.of(flags));
    Gateway gateway = Gateway.with(all).in(directory).begin();
    try {
      Await.until(() -> !gateway.isAlive() || gateway.log().contains("TLS is "), ready -> ready);
      return new SecuredGateway(gateway, directory);
    } catch (Throwable failure) {
      gateway.close();
      throw failure;
    }
  }

  /// Creates `NAME.key` and a self-signed `NAME.crt`.
  static void makeCertificate(Path directory, String name, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
    command.addAll(List.of("-subj", "/CN=" + name));
    command.addAll(List.of("-keyout", name + ".key", "-out", name + ".crt"));
    command.addAll(List.of(options));
    Program.run(directory, Map.of(), command).orFail();
  }

  /// A typical server certificate: RSA, for localhost.
  static void makeServerCertificate(Path directory) throws Exception {
    makeCertificate(
        directory,
        "server",
        "-newkey",
        "rsa:2048",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1");
  }

  /// Runs a program in this gateway's folder.
  Program.Outcome run(String... command) throws Exception {
    return Program.run(directory, Map.of(), List.of(command));
  }

  /// The stdout and stderr of a shell in which `$ADDRESS` is this gateway's.
  String shell(String command) throws Exception {
    Map<String, String> variables = Map.of("ADDRESS", gateway.address());
    var outcome = Program.run(directory, variables, List.of("sh", "-c", command));
    return outcome.stdout() + outcome.stderr();
  }

  /// Replaces a file atomically, as recommended for renewed certificates.
  void replace(String file, String content) throws IOException {
    Path fresh = Files.writeString(directory.resolve(file + ".new"), content);
    Files.move(fresh, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  String address() {
    return gateway.address();
  }

  boolean isServing() {
    return gateway.isAlive();
  }

  int awaitEnd() throws InterruptedException {
    return gateway.awaitEnd();
  }

  String log() {
    return gateway.log();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
