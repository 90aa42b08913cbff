package io.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The formatter cuts `//` comments that are too long and puts the rest on a separate line. Such
/// comments must be wrapped by hand.
final class CommentsTest {
  static final List<String> MODULES =
      List.of(
          "server", "cluster", "system-tests", "comparison", "microbenchmarks", "package-tests");
  private static final Pattern COMMENT = Pattern.compile("^ *//(?!/) ?(\\S.*)$");
  private static final int LONG_LINE = 84;
  private static final int SHORT_TEXT = 25;

  @Test
  void comments_ofAllSources_areNotCutByTheFormatter() throws IOException {
    assertThat(cutComments("..")).isEmpty();
  }

  @Test
  void cut_lineWithAWordLeftAlone_isFound() {
    String full = "// " + "word ".repeat(18).strip();
    assertThat(cutLines(List.of(full, "// alone", "// goes on."))).containsExactly(2);
    assertThat(cutLines(List.of(full, "// the end."))).isEmpty();
    assertThat(cutLines(List.of("// short", "// alone", "// goes on."))).isEmpty();
  }

  private static List<String> cutComments(String root) throws IOException {
    var found = new ArrayList<String>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Path.of(root, module, "src"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          cutLines(Files.readAllLines(file)).forEach(line -> found.add(file + ":" + line));
        }
      }
    }
    return found;
  }

  /// The numbers of lines that contain only the rest of the previous line.
  private static List<Integer> cutLines(List<String> lines) {
    var found = new ArrayList<Integer>();
    for (int i = 1; i + 1 < lines.size(); i++) {
      Matcher line = COMMENT.matcher(lines.get(i));
      boolean isWithin =
          line.matches()
              && COMMENT.matcher(lines.get(i - 1)).matches()
              && COMMENT.matcher(lines.get(i + 1)).matches();
      if (isWithin
          && lines.get(i - 1).length() > LONG_LINE
          && line.group(1).length() < SHORT_TEXT
          && !line.group(1).endsWith(".")
          && !line.group(1).endsWith(":")) {
        found.add(i + 1);
      }
    }
    return found;
  }
}
