package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Runs each example of the README and of docs/ as written: commands, configurations, and answers.
/// The examples of a page are run in order, on one gateway, which a page may restart. Examples that
/// cannot be run state the reason; see [DocExample].
final class DocExamplesTest {
  private static final Path TOP = Path.of("..");
  private static final int LEAST_EXAMPLES = 60;

  @TempDir private Path folder;

  @TestFactory
  List<DynamicContainer> example_ofEachPage_doesWhatThePageSays() throws Exception {
    var pages = new ArrayList<>(List.of(TOP.resolve("README.md"), TOP.resolve("SECURITY.md")));
    try (Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    var containers = new ArrayList<DynamicContainer>();
    long count = 0;
    for (Path page : pages) {
      List<DocExample> examples =
          DocExample.of(page).stream().filter(DocExample::isExecutable).toList();
      count += examples.stream().filter(example -> example.comment("not run") == null).count();
      if (!examples.isEmpty()) {
        containers.add(container(page, examples));
      }
    }
    assertThat(count).isGreaterThanOrEqualTo(LEAST_EXAMPLES);
    return containers;
  }

  private DynamicContainer container(Path page, List<DocExample> examples) throws Exception {
    String name = page.toFile().getName();
    var shell = new DocShell(Files.createDirectories(folder.toRealPath().resolve(name)));
    var tests = new ArrayList<DynamicTest>();
    tests.add(
        DynamicTest.dynamicTest(
            name + " start",
            () -> {
              Program.require("curl", "curl", "--version");
              shell.run("./sluice");
            }));
    for (DocExample example : examples) {
      tests.add(
          DynamicTest.dynamicTest(
              "%s:%d %s".formatted(name, example.line(), example.language()),
              page.toUri(),
              () -> run(shell, example)));
    }
    tests.add(DynamicTest.dynamicTest(name + " stop", shell::close));
    return DynamicContainer.dynamicContainer(name, tests);
  }

  private static void run(DocShell shell, DocExample example) throws Exception {
    String reason = example.comment("not run");
    if (reason != null) {
      assertThat(reason).as("a reason").isNotBlank();
      return;
    }
    for (DocExample.Comment comment : example.comments()) {
      if (comment.kind().equals("before")) {
        shell.run(comment.text());
      }
    }
    String command = example.comment("answer to");
    if (command != null) {
      DocAnswer.check(example.text(), shell.runAnyhow(command, false));
      return;
    }
    boolean isStopped = example.comment("until stopped") != null;
    switch (example.language()) {
      case "yaml" -> checkConfiguration(shell, example);
      case "python" -> runPython(shell, example.text());
      case "sh" -> {
        if (example.text().startsWith("$ ")) {
          shell.converse(example.text(), isStopped);
        } else if (isStopped) {
          shell.runAnyhow(example.text(), true);
        } else {
          shell.run(example.text());
        }
      }
      default -> throw new AssertionError("no way to run " + example.language());
    }
  }

  private static void checkConfiguration(DocShell shell, DocExample example) throws Exception {
    String name = example.comment("file");
    String file = name == null ? "example.yml" : name;
    shell.write(file, example.text());
    if (example.text().contains("scrape_configs:")) {
      Program.require("prometheus", "promtool", "--version");
      shell.run("promtool check config " + file);
    } else {
      assertThat(shell.run("./sluice check-config " + file)).startsWith(file + ": OK");
    }
  }

  private static void runPython(DocShell shell, String text) throws Exception {
    if (text.contains("prometheus_client")) {
      Assumptions.assumeTrue(
          shell
              .runAnyhow("/usr/bin/python3 -c 'import prometheus_client; print(1)'", false)
              .startsWith("1"),
          "needs Debian's python3-prometheus-client");
    }
    shell.write("example.py", text);
    shell.run("/usr/bin/python3 example.py");
  }
}
