package io.sluice.telemetry;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// The `process_*` metrics that the Go client library has and the Java one does not, read from
/// Linux's `/proc/self`. A metric that cannot be read has no series.
///
/// Formats: proc(5) for `limits`; `net/netstat` has pairs of lines, names and values, which begin
/// with the same word.
final class ProcessFiles {
  private static final Path SELF = Path.of("/proc/self");

  /// The Go client library's value for "unlimited": 2^64 - 1.
  private static final double UNLIMITED = 0x1p64;

  private final Path directory;

  /// @param directory contains `limits` and `net/netstat`
  ProcessFiles(Path directory) {
    this.directory = directory;
  }

  static void register(PrometheusProperties properties, PrometheusRegistry registry) {
    var files = new ProcessFiles(SELF);
    GaugeWithCallback.builder(properties)
        .name("process_virtual_memory_max_bytes")
        .help("Maximum amount of virtual memory available in bytes.")
        .callback(callback -> files.virtualMemoryMaxBytes().ifPresent(callback::call))
        .register(registry);
    CounterWithCallback.builder(properties)
        .name("process_network_receive_bytes_total")
        .help("Number of bytes received by the process over the network.")
        .callback(callback -> files.ipOctets("InOctets").ifPresent(callback::call))
        .register(registry);
    CounterWithCallback.builder(properties)
        .name("process_network_transmit_bytes_total")
        .help("Number of bytes sent by the process over the network.")
        .callback(callback -> files.ipOctets("OutOctets").ifPresent(callback::call))
        .register(registry);
  }

  /// The soft limit of the address space, in bytes.
  OptionalDouble virtualMemoryMaxBytes() {
    String name = "Max address space";
    return lines("limits").stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().split("\\s+", 2)[0])
        .mapToDouble(limit -> limit.equals("unlimited") ? UNLIMITED : number(limit))
        .filter(limit -> !Double.isNaN(limit))
        .findFirst();
  }

  /// A counter of the network namespace of the process.
  ///
  /// @param name one of the names in the `IpExt` pair
  OptionalDouble ipOctets(String name) {
    List<String[]> pair =
        lines("net/netstat").stream()
            .filter(line -> line.startsWith("IpExt:"))
            .map(line -> line.split(" ", -1))
            .toList();
    int at = pair.size() == 2 ? Arrays.asList(pair.getFirst()).indexOf(name) : -1;
    if (at < 0 || at >= pair.getLast().length) {
      return OptionalDouble.empty();
    }
    double octets = number(pair.getLast()[at]);
    return Double.isNaN(octets) ? OptionalDouble.empty() : OptionalDouble.of(octets);
  }

  private static double number(String digits) {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(directory.resolve(file));
    } catch (IOException _) {
      return List.of();
    }
  }
}
