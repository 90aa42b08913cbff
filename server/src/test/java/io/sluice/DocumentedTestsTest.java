package io.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The documentation names the tests that check its promises.
final class DocumentedTestsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*Test)`");

  @Test
  void tests_namedInTheDocumentation_exist() throws IOException {
    Set<String> tests = tests();
    var missing = new ArrayList<String>();
    int named = 0;
    for (Path document : documents()) {
      Matcher name = NAME.matcher(Files.readString(document));
      while (name.find()) {
        named++;
        if (!tests.contains(name.group(1))) {
          missing.add(document.getFileName() + ": " + name.group(1));
        }
      }
    }

    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(50);
  }

  private static Set<String> tests() throws IOException {
    var names = new HashSet<String>();
    for (String module : CommentsTest.MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith("Test.java"))
            .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
      }
    }
    return names;
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.getFileName().toString().endsWith(".md"))
          .toList();
    }
  }
}
