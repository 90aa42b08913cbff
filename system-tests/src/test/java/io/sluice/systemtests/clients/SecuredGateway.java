package io.sluice.systemtests.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.systemtests.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A gateway that is started with the web configuration `web.yml` in a folder of its own, and may
/// refuse to serve, or to let anybody in. It logs JSON.
final class SecuredGateway implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final Path directory;
  private final Path log;
  private final String address;

  private SecuredGateway(Process process, Path directory, Path log, String address) {
    this.process = process;
    this.directory = directory;
    this.log = log;
    this.address = address;
  }

  /// Writes the configuration, starts a gateway in `directory`, and waits until it listens or ends.
  static SecuredGateway start(Path directory, String config, String... flags) throws Exception {
    Files.writeString(directory.resolve("web.yml"), config);
    String address = ServerProcess.freeAddress();
    List<String> all = new ArrayList<>(List.of("--web.config.file=web.yml", "--log.format=json"));
    all.addAll(List.of(flags));
    Path log = Files.createTempFile(directory, "gateway", ".log");
    Process process =
        new ProcessBuilder(GatewayCommand.of(address, all.toArray(String[]::new)))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var gateway = new SecuredGateway(process, directory, log, address);
    try {
      Await.until(() -> !process.isAlive() || gateway.log().contains("TLS is "), ready -> ready);
      return gateway;
    } catch (Throwable failure) {
      gateway.close();
      throw failure;
    }
  }

  /// Makes `NAME.key` and `NAME.crt`, which the key itself has signed.
  static void makeCertificate(Path directory, String name, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
    command.addAll(List.of("-subj", "/CN=" + name));
    command.addAll(List.of("-keyout", name + ".key", "-out", name + ".crt"));
    command.addAll(List.of(options));
    Program.run(directory, Map.of(), command).orFail();
  }

  /// The usual certificate of a server: RSA, for localhost.
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

  /// What a shell prints, both ways, in which `$ADDRESS` is this gateway's.
  String shell(String command) throws Exception {
    var outcome = Program.run(directory, Map.of("ADDRESS", address), List.of("sh", "-c", command));
    return outcome.stdout() + outcome.stderr();
  }

  /// Replaces a file at once, as whoever renews a certificate should.
  void replace(String file, String content) throws IOException {
    Path fresh = Files.writeString(directory.resolve(file + ".new"), content);
    Files.move(fresh, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  String address() {
    return address;
  }

  boolean isServing() {
    return process.isAlive();
  }

  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("has not ended:\n" + log());
    }
    return process.exitValue();
  }

  String log() {
    try {
      return Files.readString(log, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
