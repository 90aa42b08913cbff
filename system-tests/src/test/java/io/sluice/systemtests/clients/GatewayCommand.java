package io.sluice.systemtests.clients;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command that starts the gateway under test.
final class GatewayCommand {
  private GatewayCommand() {}

  /// Whether the gateway is Sluice, and not the one it replaces.
  static boolean isSluice() {
    return System.getProperty("clients.gateway", "sluice").equals("sluice");
  }

  static List<String> of(String address, String... flags) {
    List<String> command = new ArrayList<>(isSluice() ? sluice() : pushgateway());
    command.add("--web.listen-address=" + address);
    command.addAll(List.of(flags));
    return command;
  }

  /// Sluice with other arguments than those of a gateway.
  static List<String> program(String... arguments) {
    List<String> command = new ArrayList<>(sluice());
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> sluice() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String options = "@" + Path.of("../packaging/jvm.options").toAbsolutePath();
    String jar = System.getProperty("sluice.jar", "../server/target/sluice.jar");
    return List.of(java, options, "-jar", jar);
  }

  /// The package's default persistence file is the machine's, not ours.
  private static List<String> pushgateway() {
    return List.of("prometheus-pushgateway", "--persistence.file=");
  }
}
