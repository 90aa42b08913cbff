package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares the text on a page with the actual output.
///
/// The text must be the beginning of the output, except for times and the `Date` of an answer. If
/// the page omits something (`...`), or shows JSON in several lines, its values are an example:
/// then each field name in it must exist.
final class DocAnswer {
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(Z|\\+00:00)");
  private static final Pattern FIELD = Pattern.compile("\"([A-Za-z_.]+)\":");

  private DocAnswer() {}

  static void check(String shown, String printed) {
    boolean isExample = shown.contains("...") || shown.strip().startsWith("{\n");
    if (isExample) {
      for (Matcher field = FIELD.matcher(shown); field.find(); ) {
        assertThat(printed).contains("\"" + field.group(1) + "\":");
      }
    } else {
      assertThat(normal(printed)).startsWith(normal(shown));
    }
  }

  private static String normal(String text) {
    String withoutDate = text.replace("\r", "").replaceAll("(?m)^Date: .*\n", "");
    return TIME.matcher(withoutDate).replaceAll("TIME").strip();
  }
}
