package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The responses of endpoints that only this gateway has to unexpected parameters.
final class ExpectedParametersTest {
  private static final String ALL = "match[]=%7Bjob%3D%22a%22%7D";

  private final OfflineGateway gateway = new OfflineGateway();

  @BeforeEach
  void fill() {
    gateway.enableAll();
    for (int i = 1; i <= 3; i++) {
      gateway.request("PUT", "/metrics/job/a/instance/i" + i, "x 1\n");
    }
    gateway.request("PUT", "/metrics/job/other", "z 1\n");
  }

  /// Each endpoint with a valid query.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /api/v1/groups       | search=a&state=ok&pushed_before=1d&sort=key&limit=1&match[]=x
          GET    | /api/v1/groups       | match[]=x&match[]=z&limit=2
          GET    | /api/v1/groups/job/other | ''
          DELETE | /api/v1/groups       | match[]=nothing&dry_run=true&search=a&state=ok&pushed_before=1d
          DELETE | /api/v1/groups/job/other | family=z
          GET    | /api/v1/pushes       | before=9&limit=1&outcome=rejected&match[]={}&match[]={}
          GET    | /api/v1/events       | outcome=rejected
          GET    | /api/v1/history      | ''
          GET    | /api/v1/rules        | key=job/a
          GET    | /api/v1/runtime      | ''
          """)
  void request_expectedUnknownEmptyOrRepeated_isAnsweredAccordingly(
      String method, String path, String query) {
    assertThat(request(method, path, query, "").status()).isEqualTo(200);
    assertRefused(request(method, path, with(query, "dryrun=true"), ""), "\"dryrun\"");
    assertRefused(request(method, path, with(query, "unknown"), ""), "\"unknown\"");
    assertRefused(request(method, path, with(query, "=true"), ""), "unknown parameter \"\"");
    assertRefused(request(method, path, query, "dry_run=true"), "unexpected body");
    assertRefused(request(method, path, with(query, "a=%zz"), ""), "malformed percent escape");
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        String name = pair.substring(0, pair.indexOf('='));
        assertRefused(request(method, path, query.replace(pair, name + "="), ""), quoted(name));
        assertRefused(request(method, path, query.replace(pair, name), ""), quoted(name));
        if (!name.equals("match[]")) {
          assertRefused(
              request(method, path, with(query, pair), ""), quoted(name) + ": it is given");
        }
      }
    }
    assertThat(request(method, path, query + "&", "").status()).isIn(200, 404);
  }

  @Test
  void check_unexpected_isRefused() {
    assertThat(request("POST", "/api/v1/check", "key=job/a", "x 1\n").status()).isEqualTo(200);
    assertRefused(request("POST", "/api/v1/check", "job=a", "x 1\n"), "\"job\"");
    assertRefused(request("POST", "/api/v1/check", "key=", "x 1\n"), "\"key\"");
    assertRefused(request("POST", "/api/v1/check", "key=job/a&key=job/b", "x 1\n"), "\"key\"");
  }

  /// A typo must not delete more than intended, or delete instead of only listing.
  @ParameterizedTest
  @ValueSource(
      strings = {
        ALL + "&dry_run",
        ALL + "&dry_run=",
        ALL + "&dry-run=true",
        ALL + "&dryrun=true",
        ALL + "&dryRun=true",
        ALL + "&DRY_RUN=true",
        ALL + "&dry_run=1",
        ALL + "&dry_run=True",
        ALL + "&dry_run=true&dry_run=false",
        ALL + "&dry_run=false&dry_run=true",
        ALL + "&dry_run%20=true",
        "match=%7Bjob%3D%22a%22%7D&state=ok",
        "match%5B=%7Bjob%3D%22a%22%7D&state=ok",
        "Match[]=%7Bjob%3D%22a%22%7D",
        "match[]=&state=ok",
        "match[]&state=ok",
        ALL + "&match[]=",
        "state=ok",
        "search=a",
        "pushed_before=0",
        "pushed_before=1d",
        ALL + "&limit=1",
        ALL + "&pushed-before=1d",
        ALL + "&pushed_before=7",
        ALL + "&pushed_before=1d%20",
        ALL + "&pushed_before=1769817600000",
        ALL + "&pushed_before=2999-01-01T00:00:00Z",
        ALL + "&pushed_before=yesterday",
        ALL + "&older_than=1d",
        ALL + "&state",
        "",
      })
  void delete_anySlip_deletesNothing(String query) {
    Response response = request("DELETE", "/api/v1/groups", query, "");

    assertThat(response.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(request("GET", "/api/v1/groups", null, "")))
        .contains("\"held\":4");
  }

  @Test
  void delete_parameterInTheBody_deletesNothing() {
    for (String body : List.of("dry_run=true", "{\"dry_run\":true}", " ")) {
      Response response = request("DELETE", "/api/v1/groups", ALL, body);

      assertRefused(response, "unexpected body");
      assertRefused(response, "dry_run");
    }
    assertThat(gateway.scrape()).contains("\nx{instance=\"i1\",job=\"a\"} 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ttl=             | invalid parameter "ttl": must be a duration such as 10m or 1d, up to 292y, got ""
          ttl              | invalid parameter "ttl": must be a duration such as 10m or 1d, up to 292y, got ""
          ttl=5            | invalid parameter "ttl": must be a duration such as 10m or 1d, up to 292y, got "5"
          ttl=-5m          | invalid parameter "ttl": must be a duration such as 10m or 1d, up to 292y, got "-5m"
          ttl=300y         | invalid parameter "ttl": must be a duration such as 10m or 1d, up to 292y, got "300y"
          ttl=1m%0a        | invalid parameter "ttl": must be a duration such as 10m or 1d, up to 292y, got "1m\\n"
          ttl=%zz          | invalid parameter "ttl": must be a duration such as 10m or 1d, up to 292y, got "%zz"
          %74tl=5          | invalid parameter "ttl": must be a duration such as 10m or 1d, up to 292y, got "5"
          x&ttl=5&y=%zz    | invalid parameter "ttl": must be a duration such as 10m or 1d, up to 292y, got "5"
          ttl=1m;a=b       | invalid parameter "ttl": must be a duration such as 10m or 1d, up to 292y, got "1m;a=b"
          ttl=1m&ttl=1m    | invalid parameter "ttl": it is given 2 times
          merge=           | invalid parameter "merge": must be series, got ""
          merge=family     | invalid parameter "merge": must be series, got "family"
          merge=series&merge=series | invalid parameter "merge": must be series, got "series,series"
          expect=          | invalid parameter "expect": must be a duration such as 10m or 1d, up to 292y, got ""
          expect=1m 5s     | invalid parameter "expect": must be a duration such as 10m or 1d, up to 292y, got "1m 5s"
          """)
  void push_ownParameterEmptyOrOdd_isRefusedWithTheValue(String query, String message) {
    for (String path : List.of("/metrics/job/new", "/aggregate/metrics/job/new")) {
      Response response = request("PUT", path, query, "x 1\n");

      assertThat(response.status()).isEqualTo(400);
      assertThat(OfflineGateway.text(response)).isEqualTo(message + "\n");
    }
    assertThat(gateway.scrape()).doesNotContain("job=\"new\"");
  }

  /// As in a Pushgateway.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "x=1&x=2",
        "TTL=5",
        "tt=%zz",
        "%zz",
        "%",
        "a=%",
        "%zz=1&ttl=5m",
        "&&",
        "=",
        ";",
        "=5"
      })
  void push_otherParameters_areIgnored(String query) {
    assertThat(request("PUT", "/metrics/job/new", query, "x 1\n").status()).isEqualTo(200);
    assertThat(request("DELETE", "/metrics/job/new", query, "").status()).isEqualTo(202);
  }

  private static String with(String query, String pair) {
    return query.isEmpty() ? pair : query + "&" + pair;
  }

  private static String quoted(String name) {
    return "\"" + name + "\"";
  }

  private Response request(String method, String path, @Nullable String query, String body) {
    return gateway.request(method, path, query, body);
  }

  private static void assertRefused(Response response, String what) {
    assertThat(response.status()).as(what).isEqualTo(400);
    assertThat(OfflineGateway.text(response).replace("\\\"", "\""))
        .contains("\"errorType\":\"bad_data\"")
        .contains(what);
  }
}
