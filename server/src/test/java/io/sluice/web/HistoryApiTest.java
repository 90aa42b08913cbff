package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.history.StateSize;
import io.sluice.http.Response;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryApiTest {
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  private final OfflineGateway gateway = new OfflineGateway();

  @Test
  void pushes_goodPush_isGolden() {
    gateway.request("PUT", "/metrics/job/j/a/x y", "m 1\nn 2\n");

    assertThat(plain(get("pushes", null)))
        .isEqualTo(
            """
            {"status":"success","data":{"pushes":[{"id":1,"time":"T","method":"PUT",\
            "path":"/metrics/job/j/a/x y","labels":{"a":"x y","job":"j"},"key":"job/j/a/x%20y",\
            "peer":"127.0.0.1:1","bytes":8,"series":2,"duration_seconds":D,"status":200,\
            "outcome":"applied","reason":null,"message":null}]}}""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "/metrics/job/j   | m 1 1   | job/j | 1    | inconsistent | pushed metrics must not have",
        "/metrics/job/j   | m x     | job/j | null | malformed    | text format parsing error in",
        "/metrics/job/j/a | m 1     | null  | null | malformed    | odd number of components",
      })
  void pushes_refused_sayWhy(
      String path,
      String body,
      @Nullable String key,
      @Nullable String series,
      String reason,
      String message) {
    gateway.request("POST", path, body + "\n");

    assertThat(get("pushes", "outcome=rejected"))
        .contains("\"key\":" + (key == null ? "null" : "\"" + key + "\""))
        .contains("\"series\":" + series + ",")
        .contains("\"status\":400,\"outcome\":\"rejected\",\"reason\":\"" + reason + "\"")
        .contains("\"message\":\"" + message);
  }

  // The response reports success, but the recent pushes show the error.
  @Test
  void pushes_uncheckedAndUnfit_areRejectedWith202() {
    gateway.uncheck();
    gateway.request("PUT", "/metrics/job/j", "m 1 1\n");

    assertThat(get("pushes", null))
        .contains("\"status\":202,\"outcome\":\"rejected\",\"reason\":\"inconsistent\"");
  }

  @Test
  void pushes_logClosed_areUnavailable() {
    gateway.closeLog();
    gateway.request("PUT", "/metrics/job/j", "m 1\n");

    assertThat(get("pushes", null))
        .contains("\"status\":503,\"outcome\":\"rejected\",\"reason\":\"unavailable\"")
        .contains("\"message\":\"the log is closed\"");
  }

  @Test
  void pushes_bodyNotAsEncoded_isMalformed() {
    gateway.sendGzip();
    gateway.request("PUT", "/metrics/job/j", "not gzip, that is sure");

    assertThat(get("pushes", "outcome=rejected"))
        .contains("\"reason\":\"malformed\",\"message\":\"gzip: invalid header\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                   | 6 5 4 3 2 1",
        "outcome=applied                    | 5 3 1",
        "outcome=rejected                   | 6 4 2",
        "limit=2                            | 6 5",
        "before=3                           | 2 1",
        "before=5&limit=1&outcome=rejected  | 4",
        "match[]=%7Bjob%3D%22j1%22%7D       | 4 1",
        "match[]=%7Bjob%3D%22j1%22%7D&outcome=applied | 1",
        "match[]=%7B%7D                     | 5 4 3 2 1",
      })
  void pushes_queries_areAnsweredNewestFirst(@Nullable String query, String ids) {
    gateway.request("PUT", "/metrics/job/j1", "m 1\n");
    gateway.request("PUT", "/metrics/job/j2", "m 1 1\n");
    gateway.request("PUT", "/metrics/job/j3", "m 1\n");
    gateway.request("PUT", "/metrics/job/j1", "m 1 1\n");
    gateway.request("PUT", "/metrics/job/j2", "m 1\n");
    gateway.request("PUT", "/metrics/job/j3/odd", "m 1\n");

    assertThat(ids(get("pushes", query))).isEqualTo(List.of(ids.split(" ", -1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pushes?outcome=good",
        "pushes?limit=1001",
        "pushes?before=0",
        "pushes?match[]=up",
        "events?outcome=applied",
      })
  void badParameter_isRefused(String pathAndQuery) {
    String[] parts = pathAndQuery.split("\\?", 2);
    Response response = gateway.request("GET", "/api/v1/" + parts[0], parts[1], "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(response)).contains("\"errorType\":\"bad_data\"");
  }

  @Test
  void history_points_areGolden() {
    gateway.request("PUT", "/metrics/job/j", "m 1\n");
    gateway.passSeconds(10);
    gateway.history().tick(() -> new StateSize(1, 3));
    gateway.passSeconds(10);
    gateway.history().tick(() -> new StateSize(1, 3));

    assertThat(plain(get("history", null)).replaceAll("\"p(..)\":[0-9.E-]+", "\"p$1\":D"))
        .isEqualTo(
            """
            {"status":"success","data":{"step_seconds":10,"points":[\
            {"time":"T","pushes":1,"refused":0,"groups":1,"series":3,\
            "push_duration_seconds":{"p50":D,"p99":D}},\
            {"time":"T","pushes":0,"refused":0,"groups":1,"series":3,\
            "push_duration_seconds":{"p50":null,"p99":null}}]}}""");
  }

  private String get(String what, @Nullable String query) {
    Response response = gateway.request("GET", "/api/v1/" + what, query, "");
    assertThat(response.status()).isEqualTo(200);
    return OfflineGateway.text(response);
  }

  private static List<String> ids(String answer) {
    return ID.matcher(answer).results().map(found -> found.group(1)).toList();
  }

  private static String plain(String answer) {
    return answer
        .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[^\"]*\"", "\"T\"")
        .replaceAll("\"duration_seconds\":[0-9.E-]+", "\"duration_seconds\":D");
  }
}
