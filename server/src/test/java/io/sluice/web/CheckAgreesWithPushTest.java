package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.format.ParseLimits;
import io.sluice.http.Response;
import io.sluice.rules.RulesFile;
import io.sluice.store.Seed;
import io.sluice.store.StateLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A check returns the same answer as a push of the same body directly after it: random odd pushes
/// to a few groups, with rules and low limits.
final class CheckAgreesWithPushTest {
  private static final int PUSHES = 3_000;

  private static final String RULES =
      """
      rules:
        - match: '{job="sum"}'
          aggregate: true
          gauges: sum
        - match: '{job="small"}'
          limits: {series_per_push: 2, series_per_group: 3, body_bytes: 60}
        - match: '{job="short"}'
          drop_labels: [instance]
          aggregate: true
        - match: '{job="relabel"}'
          relabel:
            - {source_labels: [__name__], regex: 'm_(.*)', target_label: __name__, replacement: '$1'}
            - {regex: l, action: labeldrop}
      """;

  private static final List<String> KEYS =
      List.of(
          "job/sum",
          "job/sum/instance/1",
          "job/small",
          "job/short/instance/1",
          "job/short/instance/2",
          "job/relabel",
          "job/a",
          "job/a/l/1",
          "job/a/x@base64/=",
          "job@base64/YQ/l/2",
          "job/b",
          "job/" + "b".repeat(31),
          "job/b/" + "l".repeat(21) + "/1",
          "job/b/a/1/b/2/c/3/d/4/e/5",
          "l/1",
          "instance/1");

  private static final List<String> LINES =
      List.of(
          "m 1",
          "m{l=\"1\"} 2",
          "m{l=\"2\"} NaN",
          "m{job=\"a\",l=\"1\"} 3",
          "m{job=\"a\"} 3",
          "m{l=\"\"} 4",
          "m{instance=\"1\"} 4",
          "m_count 1",
          "m_sum{l=\"1\"} -1",
          "m_bucket{le=\"1\"} 1",
          "m_total 3",
          "# TYPE m counter",
          "# TYPE m gauge",
          "# TYPE m summary",
          "# TYPE m histogram",
          "m_bucket{le=\"+Inf\"} 2",
          "m{quantile=\"0.5\"} 2",
          "n 1 1000",
          "n{__x=\"1\"} 1",
          "n{a=\"1\",b=\"2\",c=\"3\",d=\"4\",e=\"5\"} 1",
          "push_time_seconds 1",
          "push_failure_time_seconds 1",
          "push_overdue 1",
          "pushgateway_build_info 1",
          "nä 1",
          "n{l=\"\u00e4\"} x",
          "k".repeat(25) + " 1",
          "# HELP m some help",
          "");

  private static final List<String> ENDS = List.of("\n", "\n", "\n", "\n", "\n", "\r\n", "", "\r");

  private final OfflineGateway gateway = new OfflineGateway();
  private final Map<String, Integer> statusToCount = new HashMap<>();

  @TempDir private Path folder;

  @Test
  void check_oddPushes_saysWhatThePushIsAnswered() throws Exception {
    var random = new Random(Seed.next("CheckAgreesWithPushTest"));
    gateway.limit(new ParseLimits(4, 20, 30, 40, 8), new StateLimits(8, 12, 60));
    Path file = Files.writeString(folder.resolve("rules.yml"), RULES);
    gateway.enableAll(RulesFile.open(file, _ -> {}));
    for (int i = 0; i < PUSHES; i++) {
      if (random.nextInt(20) == 0) {
        gateway.request("PUT", "/api/v1/admin/wipe", "");
      }
      checkAndPush(KEYS.get(random.nextInt(KEYS.size())), body(random));
    }
    assertThat(statusToCount).containsOnlyKeys("200", "400", "413", "503");
  }

  private void checkAndPush(String key, String body) throws IOException {
    Response check = gateway.request("POST", "/api/v1/check", "key=" + key, body);
    String base = key.startsWith("job") ? "/metrics/" : "/aggregate/metrics/";
    Response push = gateway.request("POST", base + key, body);
    statusToCount.merge(String.valueOf(push.status()), 1, Integer::sum);

    if (check.status() != 200) {
      assertThat(check.status()).isEqualTo(push.status());
      return;
    }
    String message = message(OfflineGateway.text(check));
    assertThat(message.isEmpty())
        .as("key=%s body=%s check=%s push=%s", key, body, message, OfflineGateway.text(push))
        .isEqualTo(push.status() == 200);
    assertThat(OfflineGateway.text(push)).contains(message);
  }

  /// The message of a check's answer; empty if the body is valid.
  private static String message(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.VALUE_STRING
            && "message".equals(parser.currentName())) {
          return parser.getText();
        }
      }
      return "";
    }
  }

  private static String body(Random random) {
    var body = new StringBuilder();
    int lines = random.nextInt(1, 6);
    for (int i = 0; i < lines; i++) {
      body.append(LINES.get(random.nextInt(LINES.size())));
      body.append(ENDS.get(i + 1 < lines ? 0 : random.nextInt(ENDS.size())));
    }
    return OfflineGateway.bytes(body.toString());
  }
}
