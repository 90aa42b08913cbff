package io.sluice.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.format.text.TextParser;
import io.sluice.merge.RecordedGateways.Case;
import io.sluice.merge.RecordedGateways.Step;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The arithmetic of the recorded aggregation gateways, replayed without a server.
///
/// Cases about URLs and about parsing are only in the replay over HTTP.
final class RecordedGatewaysTest {
  private static final String ADDING_GATEWAY = "prom-aggregation-gateway";

  private static final String BOUNDS =
      "their sum of different bounds loses or invents observations";
  private static final String STICKS = "their counter never recovers from what is not a number";
  private static final String FALLS = "their counter goes down, which looks like a restart";
  private static final String NO_SUMMARIES = "they cannot add summaries";
  private static final String UNKNOWN_MODE = "they do not know min and max";

  /// The reason, and the exposition in Sluice.
  private record Difference(String reason, String text) {}

  private static final Map<String, Difference> DIFFERENCES =
      Map.ofEntries(
          Map.entry(
              "histogram, second has more bounds",
              new Difference(BOUNDS, histogram("1:2 2:3 5:5 +Inf:7", 16))),
          Map.entry(
              "histogram, second has fewer bounds",
              new Difference(BOUNDS, histogram("1:2 2:3 5:5 +Inf:7", 16))),
          Map.entry(
              "histogram, disjoint bounds",
              new Difference(BOUNDS, histogram("1:1 2:2 3:3 4:4 +Inf:4", 7))),
          Map.entry(
              "histogram, disjoint bounds, three pushes",
              new Difference(BOUNDS, histogram("1:2 2:3 3:5 4:6 +Inf:6", 9))),
          Map.entry(
              "histogram, other bounds",
              new Difference(BOUNDS, histogram("1:2 2:3 5:5 +Inf:7", 16))),
          Map.entry("NaN", new Difference(STICKS, "# TYPE c counter\nc 2\n")),
          Map.entry("Inf", new Difference(STICKS, "# TYPE c counter\nc 2\n")),
          Map.entry("negative counter", new Difference(FALLS, "# TYPE c counter\nc 5\n")),
          Map.entry(
              "summary", new Difference(NO_SUMMARIES, "# TYPE s summary\ns_sum 15\ns_count 3\n")),
          Map.entry(
              "min on a counter",
              new Difference(UNKNOWN_MODE, "# TYPE m_total counter\nm_total 2\n")),
          Map.entry(
              "max on a counter",
              new Difference(UNKNOWN_MODE, "# TYPE m_total counter\nm_total 7\n")),
          Map.entry(
              "max on a gauge", new Difference(UNKNOWN_MODE, "# TYPE m_total gauge\nm_total 7\n")));

  @Test
  void merge_recordedPushes_endsTheSameOrDiffersForAReason() throws IOException {
    int replayed = 0;
    var differing = new TreeMap<String, Integer>();
    var surprises = new ArrayList<String>();
    var unused = new HashSet<>(DIFFERENCES.keySet());
    for (Case recorded : RecordedGateways.cases()) {
      if (!isArithmetic(recorded)) {
        continue;
      }
      replayed++;
      String got = shown(replay(recorded));
      if (got.equals(shown(TextFamilies.parse(recorded.text())))) {
        continue;
      }
      Difference known = DIFFERENCES.get(recorded.name());
      if (known == null || !got.equals(shown(TextFamilies.parse(known.text())))) {
        surprises.add(recorded + "\n" + got);
        continue;
      }
      differing.merge(known.reason(), 1, Integer::sum);
      unused.remove(recorded.name());
    }
    System.out.println("recorded aggregations replayed: " + replayed + ", differing: " + differing);

    assertThat(surprises).isEmpty();
    assertThat(unused).isEmpty();
    assertThat(replayed).isEqualTo(56);
  }

  private static boolean isArithmetic(Case recorded) {
    return recorded.steps().stream()
            .allMatch(step -> step.path().equals("/metrics") && step.method().equals("POST"))
        && recorded.steps().stream().allMatch(RecordedGatewaysTest::isReadable);
  }

  private static boolean isReadable(Step step) {
    return !step.body().isEmpty()
        && step.body().endsWith("\n")
        && !step.answer().contains("text format parsing error")
        && !step.answer().contains("expected labelname")
        && !step.answer().contains("duplicate labels");
  }

  private static List<MetricFamily> replay(Case recorded) {
    boolean adds = recorded.isOf(ADDING_GATEWAY);
    var options =
        new MergeOptions(
            adds ? GaugeMode.SUM : GaugeMode.LAST,
            BucketMode.UNION,
            adds ? null : "clearmode",
            false);
    Map<String, FamilyMerge.Merged> stored = new TreeMap<>();
    for (Step step : recorded.steps()) {
      try {
        stored = pushed(stored, body(step), options);
      } catch (MergeException _) {
        // Refused as a whole: the stored data is unchanged.
      }
    }
    return stored.values().stream().map(FamilyMerge.Merged::family).toList();
  }

  private static Map<String, FamilyMerge.Merged> pushed(
      Map<String, FamilyMerge.Merged> stored, ParsedBody body, MergeOptions options)
      throws MergeException {
    Map<String, FamilyMerge.Merged> merged = new TreeMap<>(stored);
    for (MetricFamily family : body.families()) {
      FamilyMerge.Merged before = stored.get(family.name());
      merged.put(
          family.name(),
          before == null
              ? FamilyMerge.merge(null, new byte[0], family, options, 0)
              : FamilyMerge.merge(before.family(), before.state(), family, options, 0));
    }
    return merged;
  }

  private static ParsedBody body(Step step) {
    try {
      return TextParser.parse(step.body().getBytes(StandardCharsets.UTF_8), Names.UTF8);
    } catch (ParseException e) {
      throw new IllegalArgumentException(step.body(), e);
    }
  }

  /// Families and series in a canonical order.
  private static String shown(List<MetricFamily> families) {
    return families.stream()
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .map(
            family -> {
              var sorted = new ArrayList<>(family.metrics());
              sorted.sort((a, b) -> a.labels().compareTo(b.labels()));
              return TextFamilies.text(
                  new MetricFamily(family.name(), family.help(), family.type(), null, sorted));
            })
        .collect(Collectors.joining());
  }

  /// The text of `bound:count` pairs.
  private static String histogram(String buckets, int sum) {
    var text = new StringBuilder("# TYPE h histogram\n");
    String last = "";
    for (String bucket : List.of(buckets.split(" ", -1))) {
      int colon = bucket.indexOf(':');
      last = bucket.substring(colon + 1);
      text.append("h_bucket{le=\"").append(bucket, 0, colon).append("\"} ").append(last);
      text.append('\n');
    }
    return text.append("h_sum ")
        .append(sum)
        .append("\nh_count ")
        .append(last)
        .append('\n')
        .toString();
  }
}
