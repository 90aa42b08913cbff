package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.Program.Outcome;
import io.sluice.systemtests.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The environment of a reader of the docs: a shell in a folder with `./sluice`, and a machine that
/// is a folder.
///
/// A started gateway runs in the background and replaces the previous one. Commands run as written,
/// except for the address of the gateway and the folders of the machine.
final class DocShell implements AutoCloseable {
  private static final List<String> MACHINE_FOLDERS =
      List.of("/var/lib/sluice", "/var/lib/prometheus", "/backup", "/run/sluice");
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w.])(?<!(?<!:/)/)(/var/lib/|/backup\\b|/run/sluice/|/etc/sluice/)");
  private static final Pattern HERE_DOCUMENT = Pattern.compile("<<'?(\\w+)'?");

  private static final Path JOB = Path.of("..", "bin", "sluice-job").toAbsolutePath().normalize();

  /// A refused request is a failure, unless the page shows the answer.
  private static final String CURL =
      """
      #!/usr/bin/env bash
      exec /usr/bin/curl --silent --show-error --fail-with-body "$@"
      """;

  /// Commands that would change the machine of the tests.
  private static final List<String> REFUSED =
      List.of(
          "systemctl",
          "apt",
          "apt-get",
          "dpkg",
          "install",
          "useradd",
          "groupadd",
          "sudo",
          "docker",
          "podman",
          "helm",
          "kubectl",
          "mvn");

  private static final String REFUSAL =
      """
      #!/usr/bin/env bash
      echo "${0##*/} changes the machine: say above the example why it is not run" >&2
      exit 1
      """;

  private final Path root;
  private final Path folder;
  private final String address;

  DocShell(Path root) throws IOException {
    this.root = root;
    this.folder = Files.createDirectories(root.resolve("work"));
    this.address = ServerProcess.freeAddress();
    String program = String.join(" ", GatewayCommand.of());
    String script = sluice(root, program, address);
    executable(folder.resolve("sluice"), script);
    Path bin = Files.createDirectories(root.resolve("bin"));
    executable(bin.resolve("sluice"), script);
    Files.createSymbolicLink(bin.resolve("sluice-job"), JOB);
    for (String refused : REFUSED) {
      executable(bin.resolve(refused), REFUSAL);
    }
    Path strict = Files.createDirectories(root.resolve("strict"));
    executable(strict.resolve("curl"), CURL);
    for (String machineFolder : MACHINE_FOLDERS) {
      Files.createDirectories(root.resolve(machineFolder.substring(1)));
    }
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// Starts a gateway in the background, or runs another command to its end.
  private static String sluice(Path root, String program, String address) {
    return """
      #!/usr/bin/env bash
      root=%s
      case "${1-}" in
        inspect|repair|export|check-config|--help|--version) exec %s "$@" ;;
      esac
      if [[ -e $root/gateway.pid ]]; then
        old=$(cat "$root/gateway.pid")
        kill "$old" 2>/dev/null
        while [[ -e /proc/$old/stat && $(cut -d' ' -f3 /proc/$old/stat) != Z ]]; do sleep 0.05; done
      fi
      listen=(--web.listen-address=%s)
      for flag in "$@"; do [[ $flag == --web.listen-address=* ]] && listen=(); done
      rm -f "$root/gateway.log"; : >"$root/gateway.log"
      setsid %s "${listen[@]}" "$@" >"$root/gateway.log" 2>&1 </dev/null &
      echo $! >"$root/gateway.pid"
      while ! grep -q 'msg="Listening on"' "$root/gateway.log"; do
        kill -0 $! 2>/dev/null || { cat "$root/gateway.log" >&2; exit 1; }
        sleep 0.05
      done
      """
        .formatted(root, program, address, program);
  }

  /// Writes a file from the page.
  void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), here(text));
  }

  /// Runs commands, all of which must succeed, and returns their output.
  String run(String commands) throws Exception {
    return bash(commands, true).orFail();
  }

  /// Runs commands that may fail, or that are stopped after some time, and returns their output.
  String runAnyhow(String commands, boolean isStopped) throws Exception {
    String limited = isStopped ? "timeout 10 bash -c " + quoted(commands) : commands;
    return bash(limited, false).stdout();
  }

  /// A block of commands after dollar signs, each with the beginning of its output.
  void converse(String block, boolean isStopped) throws Exception {
    List<String> lines = block.lines().toList();
    int at = 0;
    while (at < lines.size()) {
      assertThat(lines.get(at)).as("a command").startsWith("$ ");
      var command = new ArrayList<>(List.of(lines.get(at++).substring(2)));
      Matcher here = HERE_DOCUMENT.matcher(command.getFirst());
      if (here.find()) {
        do {
          command.add(lines.get(at));
        } while (!lines.get(at++).equals(here.group(1)));
      }
      var expected = new ArrayList<String>();
      while (at < lines.size() && !lines.get(at).startsWith("$ ")) {
        expected.add(lines.get(at++));
      }
      String printed = runAnyhow(String.join("\n", command), isStopped);
      DocAnswer.check(String.join("\n", expected), printed);
    }
  }

  private Outcome bash(String commands, boolean isStrict) throws Exception {
    String path = root.resolve("bin") + ":" + System.getenv("PATH");
    return Program.run(
        folder,
        Map.of(
            "HOME", root.toString(), "PATH", isStrict ? root.resolve("strict") + ":" + path : path),
        List.of("bash", isStrict ? "-euo" : "-uo", "pipefail", "-c", here(commands)));
  }

  /// The same for this gateway and this machine.
  private String here(String text) {
    String port = address.substring(address.indexOf(':'));
    return PATH.matcher(
            text.replaceAll("(?<=localhost|127\\.0\\.0\\.1|gateway\\.example):9091", port))
        .replaceAll(found -> Matcher.quoteReplacement(root + found.group()));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  @Override
  public void close() throws IOException {
    Path pid = root.resolve("gateway.pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
