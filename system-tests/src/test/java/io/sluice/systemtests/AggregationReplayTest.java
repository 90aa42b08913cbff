package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.AggregationRecording.Step;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.RawHttp.Answer;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients of other aggregation gateways can send the same requests and get the same results,
/// except where [AggregationDifference] specifies otherwise.
final class AggregationReplayTest {
  /// The configuration that users of an aggregation gateway need to get the same results.
  private static final String ADDING =
      """
      rules:
        - aggregate: true
          gauges: sum
          buckets: union
      """;

  private static final String CHOOSING =
      """
      rules:
        - aggregate: true
          buckets: union
          mode_label: clearmode
      """;

  @TempDir private Path folder;

  private final Differences<AggregationDifference> differences =
      new Differences<>(AggregationDifference.class);

  @Test
  void recording_everyCase_answersAndShowsAsTheOthers() throws IOException {
    play("prom-aggregation-gateway", ADDING);
    play("gravel-gateway", CHOOSING);

    System.out.println("Replay of the recorded aggregation gateways\n" + differences.report());
    assertThat(differences.hasUnexplained()).withFailMessage(differences::report).isFalse();
    assertThat(differences.deadRules()).isEmpty();
  }

  private void play(String gatewayName, String config) throws IOException {
    Path file = Files.writeString(folder.resolve(gatewayName + ".yml"), config);
    List<String> flags =
        List.of("--push.default-mode=aggregate", "--config.file=" + file, "--web.enable-admin-api");
    try (Gateway gateway = Gateway.start(flags);
        var state = new GatewayState(gateway, "/metrics")) {
      for (AggregationRecording recording : AggregationRecording.of(gatewayName)) {
        state.wipe();
        differences.count("cases of " + recording.gateway());
        play(recording, state);
      }
    }
  }

  private void play(AggregationRecording recording, GatewayState state) {
    for (Step step : recording.steps()) {
      differences.count("requests");
      byte[] body = step.body().getBytes(StandardCharsets.UTF_8);
      Answer got = state.http().send(new Request(step.method(), step.path(), List.of(), body));
      compareAnswer(recording, step, got.status(), AnswerComparison.firstLine(got.text()));
    }
    Answer scrape = state.scrape();
    assertThat(scrape.status()).as(recording.id()).isEqualTo(200);
    compareEnd(recording, ShownSamples.of(scrape.text()));
  }

  private void compareAnswer(AggregationRecording recording, Step step, int status, String line) {
    if (status == 200 && step.status() == 202) {
      differences.explained(AggregationDifference.SUCCESS_STATUS);
      return;
    }
    if (status == step.status() && line.equals(AnswerComparison.firstLine(step.answer()))) {
      return;
    }
    String got = status + " " + line;
    AggregationDifference rule = firstRule(r -> r.explainsAnswer(recording, got));
    if (rule == null) {
      differences.unexplained(
          recording.id(),
          "answer: expected %d %s got %s"
              .formatted(step.status(), AnswerComparison.firstLine(step.answer()), got));
    } else {
      differences.explained(rule);
    }
  }

  private void compareEnd(AggregationRecording recording, ShownSamples got) {
    ShownSamples expected = ShownSamples.of(recording.text());
    if (got.equals(expected)) {
      return;
    }
    AggregationDifference rule = firstRule(r -> r.explainsEnd(recording, got));
    if (rule == null) {
      differences.unexplained(recording.id(), "end: expected %s got %s".formatted(expected, got));
    } else {
      differences.explained(rule);
    }
  }

  private static @Nullable AggregationDifference firstRule(
      Predicate<AggregationDifference> explains) {
    return List.of(AggregationDifference.values()).stream()
        .filter(explains)
        .findFirst()
        .orElse(null);
  }
}
