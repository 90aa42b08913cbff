package io.sluice.cli;

import java.util.List;

/// What a command line asks for.
public sealed interface Invocation {
  /// Run the gateway.
  record Run(Flags flags) implements Invocation {}

  /// Run one of the tools.
  ///
  /// @param arguments as many as the tool takes
  record RunTool(Subcommand tool, List<String> arguments) implements Invocation {
    public RunTool {
      arguments = List.copyOf(arguments);
    }
  }

  /// Print `text`, which ends its last line, to stdout and exit with 0.
  record Print(String text) implements Invocation {}

  /// Print [#line] to stderr and exit with 1.
  record Refuse(String message) implements Invocation {
    /// The message as it is shown, without a line end.
    public String line() {
      return "sluice: error: " + message + ", try --help";
    }
  }
}
