package io.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Labels;
import io.sluice.selector.Selector;
import io.sluice.yaml.YamlFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// Replays the results of a real Prometheus: 2.42.0 scraped eight series with each of 300 random
/// lists of steps as `metric_relabel_configs`.
///
/// A line of the recording is `steps`, a tab and the steps in JSON, or `series`, a tab, the labels
/// before, a tab, and those after or `dropped`.
class RecordedRelabelingTest {
  private static final String RECORDING = "prometheus-relabeling.tsv.gz";

  @Test
  void apply_recordedSteps_doesAsPrometheus() throws Exception {
    Relabeling relabeling = Relabeling.NONE;
    String steps = "";
    int count = 0;
    int dropped = 0;
    for (String line : recording()) {
      String[] fields = line.split("\t", -1);
      if (fields[0].equals("steps")) {
        steps = fields[1];
        relabeling = RelabelParser.parse(YamlFile.parse("relabel: " + steps).maps("relabel"));
      } else {
        Labels after = relabeling.apply(labels(fields[1]));
        Labels expected = fields[2].equals("dropped") ? null : labels(fields[2]);
        assertThat(after).as("%s of %s", steps, fields[1]).isEqualTo(expected);
        count++;
        dropped += expected == null ? 1 : 0;
      }
    }
    assertThat(count).isGreaterThan(2000);
    assertThat(dropped).isBetween(200, count / 2);
  }

  private static Labels labels(String selector) throws Exception {
    return Labels.of(
        Selector.parse(selector).matchers().stream()
            .flatMap(matcher -> List.of(matcher.name(), matcher.value()).stream())
            .toArray(String[]::new));
  }

  private static List<String> recording() throws IOException {
    var in = Objects.requireNonNull(RecordedRelabelingTest.class.getResourceAsStream(RECORDING));
    try (var reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
