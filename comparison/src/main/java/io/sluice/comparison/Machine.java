package io.sluice.comparison;

import io.netty.util.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// The machine of the measurements.
final class Machine {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private Machine() {}

  /// Lines of a list: the machine, the versions, the flags.
  static List<String> description(CommandLines commandLines)
      throws IOException, InterruptedException {
    return List.of(
        "Machine: %d cores (%s), %s, %s, Linux %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                value(Path.of("/proc/cpuinfo"), "model name\t: "),
                value(Path.of("/proc/meminfo"), "MemTotal: ").strip(),
                value(Path.of("/etc/os-release"), "PRETTY_NAME=").replace("\"", ""),
                System.getProperty("os.version")),
        "Sluice: " + firstLine(commandLines.root().resolve("sluice").toString(), "--version"),
        "JVM: %s %s, `%s`"
            .formatted(
                System.getProperty("java.vm.name"),
                Runtime.version(),
                String.join(" ", commandLines.jvmOptions())),
        "Pushgateway: " + firstLine("prometheus-pushgateway", "--version"),
        "Load: %s; floors: Netty %s, %s"
            .formatted(
                firstLine("wrk", "--version"),
                Objects.requireNonNull(Version.identify().get("netty-common")).artifactVersion(),
                firstLine("nginx", "-v")));
  }

  private static String firstLine(String... command) throws IOException, InterruptedException {
    return Program.output(TIMEOUT, List.of(command)).lines().findFirst().orElse("unknown");
  }

  private static String value(Path file, String prefix) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst()
        .orElse("unknown");
  }
}
