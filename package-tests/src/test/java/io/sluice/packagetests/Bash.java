package io.sluice.packagetests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Scripts for bash, like the commands of a user who installs a package.
final class Bash {
  private static final long LIMIT_MINUTES = 20;

  /// The common part of the scripts.
  private static final String HEAD =
      """
      set -euo pipefail
      export LC_ALL=C
      # Before a command: runs it in the system in ./root, with a /proc. The id of the process stays
      # the same throughout.
      in_root=(unshare --mount sh -c 'mount -t proc proc root/proc && exec chroot root "$@"' sh
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive)
      # Repeats a command until it succeeds, for two minutes at most.
      await() {
        local i
        for ((i = 0; i < 600; i++)); do
          if "$@" >/dev/null 2>&1; then
            return
          fi
          sleep 0.2
        done
        echo "in vain: $*" >&2
        "$@"
      }
      """;

  private Bash() {}

  /// Runs the script to its end, and returns its stdout. `FOLDER` is a folder only for the script;
  /// roots in it contain links that lead out of it, and are removed without following them.
  static String run(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("package-test", ".sh");
    Path stdout = Files.createTempFile("package-test", ".out");
    Path stderr = Files.createTempFile("package-test", ".err");
    Path folder = Files.createTempDirectory("package-test");
    try {
      Files.writeString(file, HEAD + script);
      var builder = new ProcessBuilder("bash", file.toString());
      builder.environment().putAll(environment);
      builder.environment().put("FOLDER", folder.toString());
      builder.environment().put("ROOT", Project.ROOT.toString());
      builder.environment().put("VERSION", Project.version());
      builder.redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
      Process process = builder.start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
      if (!ended || process.exitValue() != 0) {
        process.destroy();
        throw new AssertionError(
            "%s\nstdout: %s\nstderr: %s"
                .formatted(
                    ended ? "ended with " + process.exitValue() : "does not end",
                    Files.readString(stdout, UTF_8),
                    Files.readString(stderr, UTF_8)));
      }
      return Files.readString(stdout, UTF_8);
    } finally {
      var removal = new ProcessBuilder("rm", "-rf", "--one-file-system", folder.toString());
      removal.inheritIO().start().waitFor();
      Files.delete(file);
      Files.delete(stdout);
      Files.delete(stderr);
    }
  }

  /// A loopback port that is not in use, below those that kernels assign to connections.
  static String freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return String.valueOf(port);
      } catch (BindException inUse) {
        // Try another one.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
