package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that the gateway's user may not open, link or write, and a process without file
/// descriptors to spare.
final class FilePermissionTest {
  private static final String NOBODY = "65534";
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

  @TempDir private Path folder;
  private Path shared;

  @BeforeEach
  void open() throws Exception {
    run("chmod", "755", folder.toString());
    shared = Files.createDirectory(folder.resolve("shared"));
    run("chmod", "777", shared.toString());
  }

  private static void requireRoot() throws Exception {
    assumeTrue(
        run("setpriv", "--reuid=" + NOBODY, "--clear-groups", "true") == 0,
        "starting a process as another user takes root");
  }

  @Test
  void start_filesOfAnotherUser_sayPermissionDenied() throws Exception {
    requireRoot();
    Path file = secret("data");
    for (String flag : List.of("--persistence.file", "--config.file", "--web.access.file")) {
      assertThat(startFailure(flag + "=" + file)).contains("open " + file + ": permission denied");
    }
    assertThat(startFailure("--web.config.file=" + file))
        .contains("open " + file + ": permission denied");
    assertThat(startFailure("@" + file)).contains("open " + file + ": permission denied");
  }

  @Test
  void tools_filesOfAnotherUser_sayPermissionDenied() throws Exception {
    requireRoot();
    Path file = secret("data");
    Path segment = secret("other.journal.2");
    for (List<String> tool :
        List.of(
            List.of("inspect", file.toString()),
            List.of("repair", file.toString()),
            List.of("export", "--format=pushgateway", file.toString(), folder + "/out"),
            List.of("check-config", file.toString()))) {
      assertThat(toolAsNobody(tool)).contains("open " + file + ": permission denied");
    }
    assertThat(toolAsNobody(List.of("inspect", shared.resolve("other").toString())))
        .contains("open " + segment + ": permission denied");
  }

  @Test
  void start_linkIntoNoFolder_saysSo() throws Exception {
    Path link = Files.createSymbolicLink(shared.resolve("link"), Path.of("none/data"));

    assertThat(startFailure("--persistence.file=" + link))
        .contains("no such file or directory")
        .contains(shared.toString());
  }

  @Test
  void startAndTools_folders_sayIsADirectory() throws Exception {
    String problem = "open " + shared + ": is a directory";
    for (String flag : List.of("--persistence.file", "--config.file", "--web.access.file")) {
      assertThat(startFailure(flag + "=" + shared)).contains(problem);
    }
    assertThat(startFailure("--web.config.file=" + shared)).contains(problem);
    for (String tool : List.of("inspect", "repair", "check-config")) {
      assertThat(Gateway.tool(List.of(tool, shared.toString()))).contains(problem);
    }
  }

  /// As when a Pushgateway leaves its file to a group: Linux does not allow the gateway to link a
  /// file that it can read but not write.
  @Test
  void start_pushgatewaysFileOfAnotherUser_isTakenOverByACopy() throws Exception {
    requireRoot();
    Path own = folder.resolve("own");
    try (Gateway gateway = Gateway.start("--persistence.file=" + own)) {
      gateway.push("/metrics/job/a", "m 1\n");
    }
    Path exported = folder.resolve("exported");
    Gateway.tool(List.of("export", "--format=pushgateway", own.toString(), exported.toString()));
    Path file = shared.resolve("pg");
    Files.move(exported, file, StandardCopyOption.REPLACE_EXISTING);
    run("chmod", "644", file.toString());
    byte[] original = Files.readAllBytes(file);

    try (Gateway gateway = Gateway.with("--persistence.file=" + file).by(AS_NOBODY).start()) {
      assertThat(gateway.scrape()).contains("m{instance=\"\",job=\"a\"} 1\n");
    }
    assertThat(shared.resolve("pg.pushgateway")).hasBinaryContent(original);
  }

  @Test
  void connections_moreThanDescriptors_areLoggedOnceASecondAndServedLater() throws Exception {
    List<String> limited = List.of("bash", "-c", "ulimit -n 200 && exec \"$@\"", "bash");
    long start = System.nanoTime();
    try (Gateway gateway = Gateway.with().by(limited).start()) {
      var sockets = new ArrayList<Socket>();
      try {
        for (int i = 0; i < 300; i++) {
          sockets.add(gateway.openSocket());
        }
        Await.that(() -> lines(gateway).size() >= 2, Duration.ofMinutes(2), gateway::log);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + 1;
      assertThat(lines(gateway)).hasSizeLessThanOrEqualTo(Math.toIntExact(seconds) + 1);
      assertThat(lines(gateway)).allMatch(line -> line.contains("Too many open files"));
      assertThat(gateway.log()).doesNotContain("DefaultChannelPipeline");
      assertThat(gateway.get("/-/ready").statusCode()).isEqualTo(200);
    }
  }

  private static List<String> lines(Gateway gateway) {
    return gateway.log().lines().filter(line -> line.contains("cannot accept")).toList();
  }

  /// A file that only its owner can read.
  private Path secret(String name) throws Exception {
    Path file = Files.writeString(shared.resolve(name), "{}\n");
    run("chmod", "600", file.toString());
    return file;
  }

  /// The output of a gateway that does not start, run as another user if this one is root.
  private static String startFailure(String flag) throws Exception {
    boolean isRoot = run("setpriv", "--reuid=" + NOBODY, "--clear-groups", "true") == 0;
    try (Gateway _ = Gateway.with(flag).by(isRoot ? AS_NOBODY : List.of()).start()) {
      return "it started";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String toolAsNobody(List<String> arguments) throws Exception {
    var command = new ArrayList<>(AS_NOBODY);
    command.addAll(GatewayCommand.of(List.of(), arguments));
    Program.Outcome outcome = Program.run(new ProcessBuilder(command));
    return outcome.stdout() + outcome.stderr();
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return Program.run(new ProcessBuilder(command)).exitCode();
    } catch (IOException notInstalled) {
      return -1;
    }
  }
}
