package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupsApiTest {
  private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]*)\"");
  private static final Pattern CURSOR = Pattern.compile("\"next_cursor\":\"([^\"]*)\"");

  private final OfflineGateway gateway = new OfflineGateway();

  @Test
  void list_group_isGolden() {
    gateway.request("PUT", "/metrics/job/j/instance/a b", "m 1\nn{x=\"1\"} 2\nn{x=\"2\"} 3\n");

    assertThat(times(get(null)))
        .isEqualTo(
            """
            {"status":"success","data":{"groups":[{"labels":{"instance":"a b","job":"j"},\
            "key":"job/j/instance/a%20b","state":"ok","families":4,"series":5,"bytes":192,\
            "push_count":1,"last_push":"T","last_failure":null,"ttl_seconds":null,"expires":null,\
            "expected_interval_seconds":null,"overdue":false}],"held":1,"next_cursor":null}}""");
  }

  @Test
  void list_failedGroup_saysWhenWhyAndWhose() {
    gateway.request("PUT", "/metrics/job/j", "m 1\n");
    gateway.request("PUT", "/metrics/job/j", "m 1 1000\n");
    gateway.request("PUT", "/metrics/job/k", "m 1 1000\n");

    assertThat(times(get(null)))
        .contains(
            """
            "state":"failed\"""",
            """
            "last_failure":{"time":"T","message":"pushed metrics must not have timestamps",\
            "peer":"127.0.0.1:1"}""",
            """
            "state":"never\"""",
            """
            "last_push":null""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                | job/a, job/b/x/1, job/b/x/2, job/c/x/1",
        "match[]={job=\"b\"}             | job/b/x/1, job/b/x/2",
        "match[]={x=\"1\"}               | job/b/x/1, job/c/x/1",
        "match[]={x=\"\"}                | job/a",
        "match[]={job=~\"[ac]\"}         | job/a, job/c/x/1",
        "match[]={job=\"a\"}&match[]={job=\"c\"} | job/a, job/c/x/1",
        "match[]=only                    | job/a",
        "match[]={__name__=~\"on.*\"}    | job/a",
        "match[]=m{job=\"c\"}            | ''",
        "match[]=m{job=\"b\"}            | job/b/x/1, job/b/x/2",
        "match[]=nothing                 | ''",
        "search=X 1                      | job/b/x/1, job/c/x/1",
        "search=B 2                      | job/b/x/2",
        "state=never                     | job/c/x/1",
        "state=failed                    | job/b/x/2",
        "state=ok                        | job/a, job/b/x/1",
        "sort=-key                       | job/c/x/1, job/b/x/2, job/b/x/1, job/a",
        "sort=push                       | job/c/x/1, job/b/x/2, job/b/x/1, job/a",
        "sort=-series&limit=2            | job/a, job/b/x/1",
        "sort=-failure&limit=2           | job/c/x/1, job/b/x/2",
        "sort=-bytes&limit=1             | job/a",
      })
  void list_queries_areAnsweredInOrder(@Nullable String query, String keys) {
    gateway.request("PUT", "/metrics/job/b/x/2", "m 1\n");
    gateway.request("PUT", "/metrics/job/b/x/1", "m 1\nk 1\n");
    gateway.request("PUT", "/metrics/job/a", "m 1\nonly 1\nmore 1\n");
    gateway.request("PUT", "/metrics/job/b/x/2", "m 1 1\n");
    gateway.request("PUT", "/metrics/job/c/x/1", "m 1\n");
    gateway.request("DELETE", "/metrics/job/c/x/1", "");
    gateway.request("PUT", "/metrics/job/c/x/1", "# TYPE m gauge\nm 1 1\n");

    assertThat(String.join(", ", keys(get(encoded(query))))).isEqualTo(keys);
  }

  @Test
  void list_cursor_leadsThroughAllGroupsOnce() {
    var expected = new ArrayList<String>();
    for (int i = 10; i < 35; i++) {
      gateway.request("PUT", "/metrics/job/j/i/" + i, "m 1\n");
      expected.add("job/j/i/" + i);
    }
    for (String sort : List.of("key", "push", "series", "bytes", "failure")) {
      var seen = new ArrayList<String>();
      String answer = get("limit=7&sort=" + sort);
      seen.addAll(keys(answer));
      for (Matcher next = CURSOR.matcher(answer); next.find(); next = CURSOR.matcher(answer)) {
        answer = get("limit=7&sort=" + sort + "&cursor=" + next.group(1));
        seen.addAll(keys(answer));
      }

      assertThat(seen).as(sort).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sort=name",
        "sort=--key",
        "limit=0",
        "limit=1001",
        "limit=x",
        "cursor=x",
        "state=new",
        "match[]={",
        "match[]={job=~\"(\"}",
        "search=a a a a a a a a a a a a a a a a a",
      })
  void list_badParameter_isRefused(String query) {
    Response response = gateway.request("GET", "/api/v1/groups", encoded(query), "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(response))
        .startsWith(
            "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"invalid parameter");
    assertThat(OfflineGateway.header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
  }

  @Test
  void one_group_isGolden() {
    gateway.request(
        "PUT",
        "/metrics/job@base64/YS9i",
        "# HELP m Some.\n# TYPE m histogram\nm_bucket{le=\"1\"} 2\nm_sum 1.5\nm_count 2\n");
    Response response = gateway.request("GET", "/api/v1/groups/job@base64/YS9i", "");

    assertThat(response.status()).isEqualTo(200);
    assertThat(times(OfflineGateway.text(response)))
        .startsWith(
            """
            {"status":"success","data":{"group":{"labels":{"job":"a/b"},"key":"job@base64/YS9i",""")
        .contains(
            """
            "families":[{"name":"m","type":"HISTOGRAM","help":"Some.","unit":null,"time_stamp":"T",\
            "metrics":[{"buckets":{"1":"2"},"count":"2","labels":{"instance":"","job":"a/b"},\
            "sum":"1.5"}]},{"name":"push_failure_time_seconds",""")
        .endsWith("\"value\":\"1\"}]}]}}");
  }

  @Test
  void one_manySeries_isSentInPieces() {
    var body = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      body.append("m{i=\"").append(i).append("\"} 1\n");
    }
    gateway.request("PUT", "/metrics/job/j", body.toString());
    Response response = gateway.request("GET", "/api/v1/groups/job/j", "");
    var chunks = (Response.Chunks) response.body();
    var sizes = new ArrayList<Integer>();
    var text = new StringBuilder();
    for (byte[] chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
      sizes.add(chunk.length);
      text.append(new String(chunk, StandardCharsets.UTF_8));
    }

    assertThat(sizes).hasSizeGreaterThan(3).allMatch(size -> size > 0 && size < 100_000);
    assertThat(text).contains("\"i\":\"4999\"").endsWith("]}]}}");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/groups/job/none, 404, not_found",
    "/api/v1/groups/job, 400, bad_data",
    "/api/v1/groups/, 404, not_found",
    "/api/v1/groups/job/j/odd, 400, bad_data",
    "/api/v1/groups/job@base64/!, 400, bad_data",
  })
  void one_noSuchGroup_isAnError(String path, int status, String type) {
    Response response = gateway.request("GET", path, "");

    assertThat(response.status()).isEqualTo(status);
    assertThat(OfflineGateway.text(response)).contains("\"errorType\":\"" + type + "\"");
  }

  @Test
  void delete_withoutAdminApi_isForbidden() {
    gateway.request("PUT", "/metrics/job/j", "m 1\n");
    Response response =
        gateway.request("DELETE", "/api/v1/groups", encoded("match[]={job=\"j\"}"), "");

    assertThat(response.status()).isEqualTo(403);
    assertThat(OfflineGateway.text(response)).contains("\"errorType\":\"forbidden\"");
    assertThat(keys(get(null))).containsExactly("job/j");
  }

  @Test
  void delete_dryRun_showsWhatWouldGoAndLeavesIt() {
    gateway.enableAll();
    fill();
    String dry = delete("match[]={x=\"1\"}&dry_run=true");

    assertThat(dry)
        .isEqualTo(
            """
            {"status":"success","data":{"dry_run":true,"count":2,"groups":[\
            {"labels":{"job":"a","x":"1"},"key":"job/a/x/1","series":3},\
            {"labels":{"job":"b","x":"1"},"key":"job/b/x/1","series":3}]}}""");
    assertThat(keys(get(null))).hasSize(3);
    assertThat(delete("match[]={x=\"1\"}&dry_run=false"))
        .isEqualTo(dry.replace("\"dry_run\":true", "\"dry_run\":false"));
    assertThat(keys(get(null))).containsExactly("job/a/x/2");
    assertThat(gateway.scrape()).doesNotContain("x=\"1\"");
  }

  @Test
  void delete_moreThanAreShown_deletesAll() {
    gateway.enableAll();
    for (int i = 0; i < 1_234; i++) {
      gateway.request("PUT", "/metrics/job/j/i/" + i, "");
    }
    String answer = delete("match[]={}");

    assertThat(answer).contains("\"count\":1234,");
    assertThat(keys(answer)).hasSize(1_000);
    assertThat(get(null)).contains("\"held\":0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dry_run=true", "match[]={}&dry_run=yes", "match[]={"})
  void delete_badParameter_isRefused(String query) {
    gateway.enableAll();
    fill();
    Response response = gateway.request("DELETE", "/api/v1/groups", encoded(query), "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(keys(get(null))).hasSize(3);
  }

  @Test
  void delete_logClosed_isUnavailable() {
    gateway.enableAll();
    fill();
    gateway.closeLog();
    Response response = gateway.request("DELETE", "/api/v1/groups", "match[]=m", "");

    assertThat(response.status()).isEqualTo(503);
    assertThat(OfflineGateway.text(response)).contains("\"errorType\":\"unavailable\"");
  }

  // Each of these would take seconds to minutes. A search is aborted in the middle of a value and
  // reports that, and an incomplete search deletes nothing.
  @ParameterizedTest
  @ValueSource(strings = {"(.*a){300}b", "(.*a.*){100}b..", "(.*.*.*.*a){99}b"})
  void search_clientGone_endsInTheMiddleOfAValue(String regex) {
    gateway.enableAll();
    gateway.request("PUT", "/metrics/job/" + "a".repeat(60_000), "m 1\n");
    gateway.request("PUT", "/metrics/job/b", "m 1\n");
    String query =
        "match[]=" + URLEncoder.encode("{job!~\"" + regex + "\"}", StandardCharsets.UTF_8);

    for (String method : new String[] {"GET", "DELETE"}) {
      gateway.abandonNext();
      Response answer = gateway.request(method, "/api/v1/groups", query, "");
      assertThat(answer.status()).isEqualTo(422);
      assertThat(OfflineGateway.text(answer))
          .contains("\"errorType\":\"execution\"", "too expensive");
    }
    assertThat(gateway.scrape()).contains("m{instance=\"\",job=\"b\"} 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 30_000})
  void search_longWord_isRefused(int length) {
    Response response =
        gateway.request("GET", "/api/v1/groups", "search=" + "a".repeat(length), "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(response)).contains("a word of more than 256 characters");
  }

  // 64 of these would take 32 MB.
  @Test
  void search_manyLargeExpressions_isRefused() {
    String one = "match[]=" + URLEncoder.encode("{a=~\"x{999}\"}", StandardCharsets.UTF_8);
    Response response =
        gateway.request(
            "GET", "/api/v1/groups", String.join("&", Collections.nCopies(64, one)), "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(response)).contains("together are too large");
  }

  // Times are those of the clock of the offline gateway, which advances one second with each push.
  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:02Z, job/a",
    "1970-01-01T00:00:02.000000001Z, 'job/a, job/b'",
    "1970-01-01T01:00:02.5+01:00, 'job/a, job/b'",
    "1970-01-01T00:00:05Z, 'job/a, job/b, job/c, job/d'",
    "1h, ''",
    "0, ''",
    "300y, ''",
  })
  void list_pushedBefore_findsThoseLastPushedBefore(String time, @Nullable String keys) {
    gateway.request("PUT", "/metrics/job/a", "m 1\n"); // at 1 s
    gateway.request("PUT", "/metrics/job/b", "m 1\n"); // at 2 s
    gateway.request("PUT", "/metrics/job/c", "m 1 1\n"); // refused at 3 s, never pushed to
    gateway.request("PUT", "/metrics/job/d", "m 1\n"); // at 4 s
    gateway.request("PUT", "/metrics/job/b", "m 1 1\n"); // refused at 5 s

    String query = "pushed_before=" + time.replace("+", "%2B");
    if (time.equals("0") || time.equals("300y")) {
      assertThat(gateway.request("GET", "/api/v1/groups", query, "").status()).isEqualTo(400);
    } else {
      assertThat(String.join(", ", keys(get(query)))).isEqualTo(keys);
    }
  }

  @Test
  void list_pushedBeforeOfAnAge_countsFromNow() {
    gateway.request("PUT", "/metrics/job/a", "m 1\n");
    gateway.passSeconds(3600);
    gateway.request("PUT", "/metrics/job/b", "m 1\n");

    assertThat(keys(get("pushed_before=1h"))).containsExactly("job/a");
    assertThat(keys(get("pushed_before=1h1m"))).isEmpty();
    assertThat(keys(get("pushed_before=1ms"))).containsExactly("job/a", "job/b");
    assertThat(keys(get(encoded("pushed_before=1h&match[]={job=\"b\"}")))).isEmpty();
  }

  @Test
  void delete_pushedBefore_deletesTheOldOnes() {
    gateway.enableAll();
    fill();
    gateway.passSeconds(7 * 24 * 3600);
    gateway.request("PUT", "/metrics/job/a/x/2", "m 1\n");

    assertThat(keys(delete("match[]={job=\"a\"}&pushed_before=7d&dry_run=true")))
        .containsExactly("job/a/x/1");
    assertThat(keys(get(null))).hasSize(3);
    delete("match[]={job=\"a\"}&pushed_before=7d");
    assertThat(keys(get(null))).containsExactly("job/a/x/2", "job/b/x/1");
  }

  @Test
  void deleteFamily_held_isGoneAndTheOthersStay() {
    gateway.request("PUT", "/metrics/job/a/x/1", "m{l=\"1\"} 1\nm{l=\"2\"} 1\nn 1\n");
    gateway.request("PUT", "/metrics/job/a/x/2", "m 1\n");
    Response response = gateway.request("DELETE", "/api/v1/groups/job/a/x/1", "family=m", "");

    assertThat(response.status()).isEqualTo(200);
    assertThat(OfflineGateway.text(response))
        .isEqualTo("{\"status\":\"success\",\"data\":{\"family\":\"m\",\"series\":2}}");
    assertThat(gateway.scrape())
        .doesNotContain("\nm{instance=\"\",job=\"a\",l=")
        .contains("\nm{instance=\"\",job=\"a\",x=\"2\"} 1\n")
        .contains("\nn{instance=\"\",job=\"a\",x=\"1\"} 1\n")
        .contains("\npush_time_seconds{instance=\"\",job=\"a\",x=\"1\"} 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          job/a    | family=none | 404 | the group has no family
          job/b    | family=m    | 404 | there is no such group
          job/a    |             | 400 | parameter \\"family\\" is missing
          job/a    | family=     | 400 | \\"family\\": it is empty
          job/a    | family=m&family=n | 400 | \\"family\\": it is given 2 times
          job/a    | familiy=m   | 400 | unknown parameter \\"familiy\\"
          job/a    | family=push_time_seconds | 400 | is set by the gateway
          job/a    | family=push_failure_time_seconds | 400 | is set by the gateway
          job/a    | family=push_overdue | 400 | is set by the gateway
          job/a/x  | family=m    | 400 | odd number of components
          """)
  void deleteFamily_wrong_isRefusedAndNothingGoes(
      String key, @Nullable String query, int status, String message) {
    gateway.request("PUT", "/metrics/job/a", "m 1\n");
    Response response = gateway.request("DELETE", "/api/v1/groups/" + key, query, "");

    assertThat(response.status()).isEqualTo(status);
    assertThat(OfflineGateway.text(response)).contains(message);
    assertThat(gateway.scrape()).contains("\nm{instance=\"\",job=\"a\"} 1\n");
  }

  @Test
  void deleteFamily_logClosed_isUnavailable() {
    gateway.request("PUT", "/metrics/job/a", "m 1\n");
    gateway.closeLog();
    Response response = gateway.request("DELETE", "/api/v1/groups/job/a", "family=m", "");

    assertThat(response.status()).isEqualTo(503);
    assertThat(OfflineGateway.text(response)).contains("\"errorType\":\"unavailable\"");
  }

  // A page of another origin may read, but must not delete.
  @Test
  void options_ofAGroup_allowReadingOnly() {
    Response response = gateway.request("OPTIONS", "/api/v1/groups/job/a", "");

    assertThat(OfflineGateway.header(response, "Access-Control-Allow-Methods"))
        .isEqualTo("GET, OPTIONS");
  }

  @Test
  void groups_requests_areCounted() {
    get(null);

    assertThat(OfflineGateway.text(gateway.request("GET", "/-/metrics", "")))
        .contains("{code=\"200\",handler=\"api/v1/groups\",method=\"get\"} 1");
  }

  private void fill() {
    gateway.request("PUT", "/metrics/job/a/x/1", "m 1\n");
    gateway.request("PUT", "/metrics/job/a/x/2", "m 1\n");
    gateway.request("PUT", "/metrics/job/b/x/1", "m 1\n");
  }

  private String get(@Nullable String query) {
    Response response = gateway.request("GET", "/api/v1/groups", query, "");
    assertThat(response.status()).isEqualTo(200);
    return OfflineGateway.text(response);
  }

  private String delete(String query) {
    Response response = gateway.request("DELETE", "/api/v1/groups", encoded(query), "");
    assertThat(response.status()).isEqualTo(200);
    return OfflineGateway.text(response);
  }

  private static List<String> keys(String answer) {
    return KEY.matcher(answer).results().map(found -> found.group(1)).toList();
  }

  private static String times(String answer) {
    return answer.replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[^\"]*\"", "\"T\"");
  }

  private static @Nullable String encoded(@Nullable String query) {
    return query == null
        ? null
        : URLEncoder.encode(query, StandardCharsets.UTF_8).replace("%3D", "=").replace("%26", "&");
  }
}
