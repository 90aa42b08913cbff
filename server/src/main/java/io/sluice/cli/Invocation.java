package io.sluice.cli;

import java.util.List;

/// The action that a command line requests.
public sealed interface Invocation {
  /// Run the gateway.
  record Run(Flags flags) implements Invocation {}

  /// Run a subcommand.
  ///
  /// @param arguments as many as the subcommand requires
  record RunTool(Subcommand tool, List<String> arguments) implements Invocation {
    public RunTool {
      arguments = List.copyOf(arguments);
    }
  }

  /// Print `text`, which ends with a line feed, to stdout and exit with 0.
  record Print(String text) implements Invocation {}

  /// Print [#line] to stderr and exit with 1.
  record Refuse(String message) implements Invocation {
    /// The line for stderr, without a line end.
    public String line() {
      return "sluice: error: " + message + ", try --help";
    }
  }
}
