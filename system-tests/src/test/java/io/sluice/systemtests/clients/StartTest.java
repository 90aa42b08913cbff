package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.Program.Outcome;
import io.sluice.systemtests.harness.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts the gateway like a user: `./sluice` in the project's folder.
final class StartTest {
  /// The first start may build the project or prepare faster starts, and prints that.
  @BeforeAll
  static void prepare() throws Exception {
    if (GatewayCommand.isSluice()) {
      sluice("--version").orFail();
    }
  }

  @BeforeEach
  void requireSluice() {
    assumeTrue(GatewayCommand.isSluice(), "starts Sluice and nothing else");
  }

  @Test
  void start_pushAndScrapeWithCurl_endsOnRequest() throws Exception {
    Program.require("curl", "curl", "--version");
    try (Gateway gateway = start("--web.enable-lifecycle")) {
      gateway.shell("echo 'some_metric 3.14' | curl --data-binary @- $URL/metrics/job/some_job");
      assertThat(gateway.shell("curl $URL/metrics"))
          .contains("\nsome_metric{instance=\"\",job=\"some_job\"} 3.14\n");
      assertThat(gateway.shell("curl -X POST $URL/-/quit"))
          .isEqualTo("Requesting termination... Goodbye!");
      assertThat(gateway.awaitEnd()).isZero();
      assertThat(gateway.log())
          .contains("received termination request via web service, exiting gracefully...");
    }
  }

  @Test
  void quit_withoutTheLifecycleFlag_isForbidden() throws Exception {
    try (Gateway gateway = start()) {
      var answer = gateway.send("POST", "/-/quit", "");
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).isEqualTo("Lifecycle API is not enabled.");
      assertThat(gateway.get("/-/ready").body()).isEqualTo("OK");
    }
  }

  @Test
  void terminate_bySignal_endsWithCodeZero() throws Exception {
    try (Gateway gateway = start()) {
      assertThat(gateway.stop()).isZero();
      assertThat(gateway.log()).contains("received SIGINT/SIGTERM; exiting gracefully...");
    }
  }

  @Test
  void start_onATakenAddress_failsAndSaysSo() throws Exception {
    try (Gateway first = start()) {
      Outcome second = sluice("--web.listen-address=" + first.address());
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.stderr())
          .containsPattern("level=error .*msg=\"HTTP server stopped\".* err=.*in use");
    }
  }

  @Test
  void version_goesToStdout() throws Exception {
    Outcome outcome = sluice("--version");
    assertThat(outcome.stdout()).startsWith("sluice, version ");
    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void help_goesToStdout() throws Exception {
    Outcome outcome = sluice("--help");
    assertThat(outcome.stdout())
        .startsWith("usage: sluice [<flags>]\n")
        .contains("--web.listen-address=:9091 ...", "--[no-]push.disable-consistency-check");
    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void badFlag_goesToStderr() throws Exception {
    Outcome outcome = sluice("--foo");
    assertThat(outcome.stdout()).isEmpty();
    assertThat(outcome.stderr())
        .isEqualTo("sluice: error: unknown long flag '--foo', try --help\n");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void start_whereJavaIs17_findsThe25BesideIt() throws Exception {
    String address = ServerProcess.freeAddress();
    ProcessBuilder builder = command("--web.listen-address=" + address);
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", java17() + File.pathSeparator + System.getenv("PATH"));
    try (Gateway gateway = Gateway.start(builder, address)) {
      assertThat(gateway.get("/-/healthy").body()).isEqualTo("OK");
    }
  }

  // The JVM runs the classes in its class cache without checking the jars.
  @Test
  void start_jarReplacedAfterTheCacheWasMade_runsTheNewJar(@TempDir Path folder) throws Exception {
    Path checkout = builtCheckout(folder);
    assertThat(version(checkout)).contains("version " + builtVersion());
    assertThat(checkout.resolve("server/target/sluice.aot")).isRegularFile();

    replaceVersion(checkout.resolve("server/target/sluice.jar"), "9.8.7");

    assertThat(version(checkout)).contains("version 9.8.7");
  }

  /// The files that are needed to start, copied to another folder.
  private static Path builtCheckout(Path folder) throws Exception {
    var copied = List.of("sluice", "bin", "packaging", "pom.xml", "server/pom.xml");
    Path checkout = Files.createDirectories(folder.resolve("checkout"));
    Files.createDirectories(checkout.resolve("server/src/main"));
    Files.createDirectories(checkout.resolve("server/target"));
    for (String name : copied) {
      copy(root().resolve(name), checkout.resolve(name));
    }
    copy(root().resolve("server/target/lib"), checkout.resolve("server/target/lib"));
    copy(root().resolve("server/target/sluice.jar"), checkout.resolve("server/target/sluice.jar"));
    Files.createFile(checkout.resolve("server/target/built"));
    return checkout;
  }

  private static void copy(Path from, Path to) throws Exception {
    Program.run(new ProcessBuilder("cp", "-R", from.toString(), to.toString())).orFail();
  }

  /// Keeps the size and time of the file as close to the original as possible.
  private static void replaceVersion(Path jar, String version) throws Exception {
    var time = Files.getLastModifiedTime(jar);
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      Path entry = zip.getPath("io/sluice/cli/build.properties");
      Files.writeString(
          entry, Files.readString(entry).replaceFirst("version=.*", "version=" + version));
    }
    Files.setLastModifiedTime(jar, time);
  }

  private static String builtVersion() throws Exception {
    return sluice("--version").orFail().replaceFirst("(?s)sluice, version (\\S+) .*", "$1");
  }

  private static String version(Path checkout) throws Exception {
    Path command = checkout.resolve("sluice");
    return Program.run(new ProcessBuilder(command.toString(), "--version")).orFail();
  }

  private static Gateway start(String... flags) {
    String address = ServerProcess.freeAddress();
    List<String> all = new ArrayList<>(List.of("--web.listen-address=" + address));
    all.addAll(List.of(flags));
    return Gateway.start(command(all.toArray(String[]::new)), address);
  }

  private static Outcome sluice(String... flags) throws Exception {
    return Program.run(command(flags));
  }

  private static ProcessBuilder command(String... flags) {
    List<String> command = new ArrayList<>(List.of("./sluice"));
    command.addAll(List.of(flags));
    return new ProcessBuilder(command).directory(root().toFile());
  }

  /// The project's folder: the nearest parent folder that contains the command.
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isExecutable(folder.resolve("sluice"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new AssertionError("no ./sluice above " + Path.of("").toAbsolutePath());
    }
    return folder;
  }

  private static String java17() throws IOException {
    Path installed = Path.of("/usr/lib/jvm");
    assumeTrue(Files.isDirectory(installed), "needs a Java 17 in /usr/lib/jvm");
    try (Stream<Path> homes = Files.list(installed)) {
      Optional<Path> home =
          homes
              .filter(it -> it.getFileName().toString().contains("-17-"))
              .filter(it -> Files.isExecutable(it.resolve("bin/java")))
              .findFirst();
      assumeTrue(home.isPresent(), "needs a Java 17 in /usr/lib/jvm");
      return home.orElseThrow().resolve("bin").toString();
    }
  }
}
