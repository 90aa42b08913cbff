package io.sluice.systemtests.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Options of a gateway, for example `Gateway.with("--log.level=debug").on(address).start()`.
public final class GatewayLaunch {
  private final List<String> flags;
  private final Map<String, String> environment = new TreeMap<>();
  private List<String> wrapper = List.of();
  private List<String> javaOptions = List.of();
  private String address = ServerProcess.freeAddress();
  private Path directory = Path.of(".");

  GatewayLaunch(List<String> flags) {
    this.flags = List.copyOf(flags);
  }

  /// On this address instead of a free one.
  public GatewayLaunch on(String other) {
    address = other;
    return this;
  }

  /// With a wrapper command, which gets Sluice's command as its arguments.
  public GatewayLaunch by(List<String> command) {
    wrapper = List.copyOf(command);
    return this;
  }

  /// With additional JVM options.
  public GatewayLaunch javaOptions(String... options) {
    javaOptions = List.of(options);
    return this;
  }

  /// With an environment variable.
  public GatewayLaunch variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /// In this folder.
  public GatewayLaunch in(Path folder) {
    directory = folder;
    return this;
  }

  /// Starts the gateway and waits until it is ready.
  ///
  /// @throws IllegalStateException if it ends before; the message contains its output
  public Gateway start() {
    return Gateway.start(builder(), address, prefix());
  }

  /// Starts the gateway without waiting until it is ready; it may refuse to start.
  public Gateway begin() {
    return Gateway.begin(builder(), address, prefix());
  }

  private ProcessBuilder builder() {
    List<String> arguments = new ArrayList<>();
    arguments.add("--web.listen-address=" + address);
    arguments.addAll(flags);
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(GatewayCommand.of(javaOptions, arguments));
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    return builder;
  }

  private String prefix() {
    String name = "--web.route-prefix=";
    return flags.stream()
        .filter(flag -> flag.startsWith(name))
        .map(flag -> flag.substring(name.length()))
        .findFirst()
        .orElse("");
  }
}
