package io.sluice.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command that is run instead of the gateway. Its name is the first argument.
public enum Subcommand {
  /// Shows the content of a gateway's files.
  INSPECT("inspect", "FILE", 1, "Shows the content of the files of --persistence.file."),
  /// Saves the intact part of damaged files to a new file.
  REPAIR("repair", "FILE", 1, "Saves the intact part of damaged files as FILE.repaired."),
  /// Writes the state to a persistence file of the Pushgateway.
  EXPORT(
      "export",
      "--format=pushgateway FILE OUTPUT",
      2,
      "Writes the content of FILE to a persistence file of the Prometheus Pushgateway."),
  /// Checks a configuration file.
  CHECK_CONFIG(
      "check-config",
      "FILE",
      1,
      "Checks a web configuration, an access file or a rules file, and prints the first error."),
  CLUSTER(
      "cluster",
      "status|add|remove|transfer|drain|import|export ...",
      1,
      "Shows or changes a cluster, and imports or exports its state; see docs/cluster.md.");

  private static final String FORMAT_FLAG = "--format";
  private static final String FORMAT = "pushgateway";

  private final String word;
  private final String usage;
  private final int argumentCount;
  private final String help;

  Subcommand(String word, String usage, int argumentCount, String help) {
    this.word = word;
    this.usage = usage;
    this.argumentCount = argumentCount;
    this.help = help;
  }

  String word() {
    return word;
  }

  /// The usage without the program name.
  String usage() {
    return word + " " + usage;
  }

  String help() {
    return help;
  }

  static @Nullable Subcommand named(String word) {
    for (Subcommand subcommand : values()) {
      if (subcommand.word.equals(word)) {
        return subcommand;
      }
    }
    return null;
  }

  Invocation parse(List<String> arguments) {
    if (this == CLUSTER && !arguments.isEmpty()) {
      return new Invocation.RunTool(this, arguments); // it has its own options
    }
    var rest = new ArrayList<>(arguments);
    boolean hasFormat = this != EXPORT || removeFormat(rest);
    boolean fits = hasFormat && rest.size() == argumentCount;
    return fits && rest.stream().noneMatch(argument -> argument.startsWith("-"))
        ? new Invocation.RunTool(this, rest)
        : new Invocation.Refuse("usage: sluice " + usage());
  }

  /// As for all flags, the value may follow an equals sign or be the next argument.
  private static boolean removeFormat(List<String> arguments) {
    if (arguments.remove(FORMAT_FLAG + "=" + FORMAT)) {
      return true;
    }
    int flag = arguments.indexOf(FORMAT_FLAG);
    if (flag < 0 || flag + 1 == arguments.size() || !arguments.get(flag + 1).equals(FORMAT)) {
      return false;
    }
    arguments.subList(flag, flag + 2).clear();
    return true;
  }
}
