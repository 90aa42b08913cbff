package io.sluice.cli;

import java.util.Locale;

/// The output of `--help-man`: the manual page, in troff, with the texts of `--help`.
final class ManPage {
  private static final String DESCRIPTION =
      """
      .SH DESCRIPTION
      Jobs that do not live long enough to be scraped push their metrics to the gateway, and
      Prometheus scrapes them from it. Flags, URLs and responses are those of the Prometheus
      Pushgateway.
      .PP
      An argument
      .RI @ file
      stands for the lines of the file, one argument each.
      .SH OPTIONS
      """;

  private ManPage() {}

  static String text() {
    var text = new StringBuilder(head());
    for (Subcommand subcommand : Subcommand.values()) {
      text.append(".br\n.B sluice ").append(escaped(subcommand.usage())).append('\n');
    }
    text.append(DESCRIPTION);
    for (Flag<?> flag : Flag.shown()) {
      text.append(".TP\n").append(heading(flag)).append('\n');
      text.append(sentence(flag.help)).append('\n');
    }
    return text.append(rest()).toString();
  }

  private static String head() {
    return """
        .TH SLUICE 1 "" "sluice %s" "User Commands"
        .SH NAME
        sluice \\- push gateway for Prometheus
        .SH SYNOPSIS
        .B sluice
        .RI [ flags ]
        """
        .formatted(escaped(BuildInfo.load().version()));
  }

  private static String rest() {
    return """
        .SH COMMANDS
        Without one of these as the first argument, the gateway is run.
        %s.SH SIGNALS
        .TP
        .B SIGTERM, SIGINT
        Stops accepting requests, completes those in progress, and exits with status 0.
        .TP
        .B SIGHUP
        Reads the file of
        .B \\-\\-config.file
        again. Without the flag it is ignored.
        .SH EXIT STATUS
        .TP
        .B 0
        Stopped on request.
        .TP
        .B 1
        A flag is invalid, or the gateway cannot start or continue; standard error has the reason.
        .SH SEE ALSO
        .BR prometheus (1),
        .BR curl (1)
        """
        .formatted(commands());
  }

  private static String heading(Flag<?> flag) {
    String name = bold(flag.longName);
    String value = "=\\fI" + valueName(flag) + "\\fR" + defaultOf(flag);
    return switch (flag.kind()) {
      case BOOLEAN ->
          flag == Flag.HELP ? "\\fB\\-h\\fR, \\fB\\-\\-help\\fR" : "\\fB\\-\\-[no\\-]\\fR" + name;
      case TEXT, CHECKED -> "\\fB\\-\\-\\fR" + name + value;
      case REPEATABLE -> "\\fB\\-\\-\\fR" + name + value + " ...";
      case PRINTING -> throw new IllegalArgumentException("is not shown: flag=" + flag);
    };
  }

  private static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  /// The last word of the name, as in `FILE` for `persistence.file`.
  private static String valueName(Flag<?> flag) {
    String last = flag.longName.substring(flag.longName.lastIndexOf('.') + 1);
    return escaped(last.toUpperCase(Locale.ROOT));
  }

  private static String defaultOf(Flag<?> flag) {
    return flag.byDefault.isEmpty() ? "" : " (default: " + escaped(flag.byDefault) + ")";
  }

  private static String commands() {
    var text = new StringBuilder();
    for (Subcommand subcommand : Subcommand.values()) {
      text.append(".TP\n.B ").append(escaped(subcommand.usage())).append('\n');
      text.append(sentence(subcommand.help())).append('\n');
    }
    return text.toString();
  }

  /// A text as a separate line, which must not be parsed as a troff request.
  private static String sentence(String text) {
    String escaped = escaped(text);
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga");
  }
}
