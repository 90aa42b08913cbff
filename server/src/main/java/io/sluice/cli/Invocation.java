package io.sluice.cli;

/// What a command line asks for.
public sealed interface Invocation {
  /// Run the gateway.
  record Run(Flags flags) implements Invocation {}

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
