package io.sluice.cli;

import io.sluice.go.GoQuote;

/// The output of `--help`, in the layout of kingpin.
final class Help {
  private static final int WIDTH = 80;
  private static final int WIDEST_NAME = 29;
  private static final String CONTINUATION = " ".repeat(2 + WIDEST_NAME + 2);

  private Help() {}

  static String text() {
    var text =
        new StringBuilder(
            """
            usage: sluice [<flags>]

            A push gateway for Prometheus


            Flags:
            """);
    for (Flag<?> flag : Flag.shown()) {
      append(text, flag);
    }
    return text.append('\n').toString();
  }

  /// Appends the flag and, in a second column, its help text, which starts on the next line if the
  /// flag is too long.
  private static void append(StringBuilder text, Flag<?> flag) {
    String name = name(flag);
    text.append("  ").append(name);
    if (name.length() > WIDEST_NAME) {
      text.append('\n').append(CONTINUATION);
    } else {
      text.append(" ".repeat(WIDEST_NAME + 2 - name.length()));
    }
    appendWrapped(text, flag.help);
    text.append('\n');
  }

  private static String name(Flag<?> flag) {
    String dashes = flag == Flag.HELP ? "-h, --" : "    --";
    return switch (flag.kind()) {
      case BOOLEAN -> dashes + "[no-]" + flag.longName;
      case TEXT -> dashes + flag.longName + '=' + GoQuote.quote(flag.byDefault);
      case CHECKED -> dashes + flag.longName + '=' + flag.byDefault;
      case PRINTING -> throw new IllegalArgumentException("is not shown: flag=" + flag);
      case REPEATABLE -> dashes + flag.longName + '=' + flag.byDefault + " ...";
    };
  }

  private static void appendWrapped(StringBuilder text, String help) {
    int column = CONTINUATION.length();
    for (String word : help.split(" ", -1)) {
      if (column == CONTINUATION.length()) {
        text.append(word);
      } else if (column + 1 + word.length() <= WIDTH) {
        text.append(' ').append(word);
        column++;
      } else {
        text.append('\n').append(CONTINUATION).append(word);
        column = CONTINUATION.length();
      }
      column += word.length();
    }
  }
}
