package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A body that was truncated or that lost its line feeds is never treated as an empty one: on all
/// paths, the answer is 400 and the group is unchanged.
final class JoinedLinesTest {
  private static final String GOOD = "# HELP m Help.\n# TYPE m gauge\nm 3\n";

  /// [#GOOD] after `curl -d`, old editors, or lost connections.
  private static final List<String> JOINED =
      List.of(
          GOOD.replace("\n", ""),
          GOOD.replace('\n', '\r'),
          GOOD.replace('\n', '\r') + "\n",
          "# HELP m Help.",
          "# HELP m Help.\n# TYPE m gauge",
          "m 3\n# EOF",
          "#",
          "\r",
          "m 3\r");

  private final OfflineGateway gateway = new OfflineGateway();

  @ParameterizedTest
  @CsvSource({
    "PUT,  /metrics/job/a,           false",
    "POST, /metrics/job/a,           false",
    "PUT,  /metrics/job/a,           true",
    "POST, /metrics/job/a,           true",
    "PUT,  /aggregate/metrics/job/a, false",
    "POST, /aggregate/metrics/job/a, true",
  })
  void push_joinedLines_is400AndNothingChanges(String method, String path, boolean isGzip)
      throws IOException {
    assertThat(gateway.request("PUT", "/metrics/job/a", GOOD).status()).isEqualTo(200);
    String before = group();
    for (String body : JOINED) {
      if (isGzip) {
        gateway.sendGzip();
      }
      Response push = gateway.request(method, path, isGzip ? gzip(body) : body);
      gateway.sendPlain();
      assertThat(push.status()).as(body).isEqualTo(400);
      assertThat(OfflineGateway.text(push)).startsWith("text format parsing error in line ");
      assertThat(group()).as(body).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "job/a"})
  void check_joinedLines_isNotValid(String key) {
    for (String body : JOINED) {
      String query = key.isEmpty() ? null : "key=" + key;
      Response check = gateway.request("POST", "/api/v1/check", query, body);
      assertThat(OfflineGateway.text(check))
          .as(body)
          .contains("\"valid\":false,\"message\":\"text format parsing error in line ");
    }
  }

  private String group() {
    return gateway.scrape().lines().filter(line -> line.contains("job=\"a\"")).toList().toString();
  }

  private static String gzip(String body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body.getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
