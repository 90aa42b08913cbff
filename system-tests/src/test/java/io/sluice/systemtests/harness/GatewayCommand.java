package io.sluice.systemtests.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The commands that run Sluice.
///
/// The system property `sluice.jar` specifies its jar. `sluice.command` specifies another program
/// to run instead, which is used to test the tests themselves, for instance `prometheus-pushgateway
/// --persistence.file=`.
public final class GatewayCommand {
  private static final Path JVM_OPTIONS = Path.of("../packaging/jvm.options").toAbsolutePath();

  private GatewayCommand() {}

  /// Whether the gateway is Sluice and not another program.
  public static boolean isSluice() {
    return System.getProperty("sluice.command") == null;
  }

  /// Sluice with these arguments.
  public static List<String> of(String... arguments) {
    return of(List.of(), List.of(arguments));
  }

  /// Sluice with these options of the JVM and these arguments.
  public static List<String> of(List<String> javaOptions, List<String> arguments) {
    String other = System.getProperty("sluice.command");
    List<String> command = new ArrayList<>();
    if (other == null) {
      command.addAll(ofJar(jar(), javaOptions, List.of()));
    } else {
      command.addAll(List.of(other.split(" ")));
    }
    command.addAll(arguments);
    return command;
  }

  /// Sluice from another jar.
  public static List<String> ofJar(Path jar, List<String> javaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(javaOptions);
    command.add("@" + JVM_OPTIONS);
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(arguments);
    return command;
  }

  /// The JVM that runs the tests and Sluice.
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// The jar that was built.
  public static Path jar() {
    Path jar =
        Path.of(System.getProperty("sluice.jar", "../server/target/sluice.jar")).toAbsolutePath();
    if (!Files.exists(jar)) {
      throw new IllegalStateException("no such jar; build the server first sluice.jar=" + jar);
    }
    return jar;
  }
}
