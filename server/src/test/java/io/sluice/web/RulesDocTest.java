package io.sluice.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.rules.PushPolicy;
import io.sluice.rules.Rules;
import io.sluice.rules.RulesFile;
import io.sluice.selector.Matcher;
import io.sluice.selector.Selector;
import io.sluice.yaml.YamlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Executes the examples of docs/rules.md: loads the configurations, applies the configuration
/// above it to each series before an arrow, and queries which rule applies.
class RulesDocTest {
  private static final Path PAGE = Path.of("..", "docs", "rules.md");
  private static final String ARROW = " → ";

  /// A fenced block.
  private record Block(String language, int line, String text) {}

  @TestFactory
  List<DynamicTest> series_ofEachExample_becomesWhatThePageSays() throws Exception {
    var tests = new ArrayList<DynamicTest>();
    Rules rules = Rules.NONE;
    for (Block block : blocks()) {
      if (block.language.equals("yaml")) {
        rules = Rules.parse(YamlFile.parse(block.text));
      } else if (block.language.equals("text")) {
        Rules above = rules;
        block.text.lines().forEach(line -> tests.add(test(block, above, line)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests;
  }

  @Test
  void explanation_ofTheFirstExample_isThatOfThePage(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("rules.yml"), first("yaml"));
    var gateway = new OfflineGateway();
    gateway.enableAll(RulesFile.open(file, _ -> {}));
    String query = "key=job/backup/instance/db1";
    String answer = OfflineGateway.text(gateway.request("GET", "/api/v1/rules", query, ""));

    assertThat(Files.readString(PAGE)).contains("/api/v1/rules?" + query);
    assertThat(answer).isEqualTo(first("json").replaceAll("\\s", ""));
  }

  private static DynamicTest test(Block block, Rules rules, String line) {
    int arrow = line.indexOf(ARROW);
    String before = line.substring(0, arrow).strip();
    String after = line.substring(arrow + ARROW.length()).strip();
    return DynamicTest.dynamicTest(
        "line " + block.line + ": " + before,
        () -> assertThat(relabeled(rules, before)).isEqualTo(after));
  }

  /// The series after relabelling, or `dropped`.
  private static String relabeled(Rules rules, String series) throws Exception {
    Selector selector = Selector.parse(series);
    Labels labels = labels(selector);
    Labels job = Labels.of("job", requireNonNull(labels.get("job")));
    PushPolicy policy = rules.policyFor(new GroupingKey(job));
    var family =
        new MetricFamily(
            requireNonNull(selector.familyName()),
            null,
            MetricType.GAUGE,
            null,
            List.of(new Metric.Gauge(labels, 1)));
    List<MetricFamily> families = policy.relabel(job, List.of(family));
    return families.isEmpty() ? "dropped" : text(families.getFirst());
  }

  private static Labels labels(Selector selector) {
    return Labels.of(
        selector.matchers().stream()
            .filter(matcher -> !matcher.name().equals(Matcher.METRIC_NAME))
            .flatMap(matcher -> List.of(matcher.name(), matcher.value()).stream())
            .toArray(String[]::new));
  }

  /// The series in the format of the page: the job first.
  private static String text(MetricFamily family) {
    Labels labels = family.metrics().getFirst().labels();
    var text = new StringBuilder(family.name() + "{job=\"" + labels.get("job") + '"');
    labels
        .without("job")
        .forEach((name, value) -> text.append(',').append(name).append("=\"" + value + '"'));
    return text.append('}').toString();
  }

  private static String first(String language) throws Exception {
    return blocks().stream()
        .filter(block -> block.language.equals(language))
        .map(Block::text)
        .findFirst()
        .orElseThrow();
  }

  private static List<Block> blocks() throws Exception {
    var blocks = new ArrayList<Block>();
    List<String> lines = Files.readAllLines(PAGE);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```")) {
        int start = i + 1;
        int end = start;
        while (!lines.get(end).equals("```")) {
          end++;
        }
        String text = String.join("\n", lines.subList(start, end)) + "\n";
        blocks.add(new Block(lines.get(i).substring(3), start, text));
        i = end;
      }
    }
    return blocks;
  }
}
