package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.access.AccessFile;
import io.sluice.http.Response;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The answers to each user with an access file.
class AccessTest {
  private static final String FILE =
      """
      users:
        reader: {scrape: true}
        pusher: {push: ['{job=~"build-.*"}']}
        deleter: {delete: ['{job="build-1"}']}
        admin: {admin: true}
        both: {push: ['{job="build-1"}'], delete: ['{job="build-1"}']}
        ops: {push: ['{job=~".+"}']}
      """;

  private final OfflineGateway gateway = new OfflineGateway();

  @TempDir private Path folder;

  @BeforeEach
  void control() throws IOException {
    gateway.control(AccessFile.open(Files.writeString(folder.resolve("access.yml"), FILE)));
  }

  @Test
  void check_groupThatTheUserMayNotPushTo_saysSo() {
    Response other = gateway.request("POST", "/api/v1/check", "key=job/other", "m 1\n");
    assertThat(other.status()).isEqualTo(403);

    gateway.sendAs("reader");
    assertThat(
            OfflineGateway.text(
                gateway.request("POST", "/api/v1/check", "key=job/build-1", "m 1\n")))
        .contains("\"valid\":false")
        .contains("user reader may not push to {job=\\\"build-1\\\"}");
  }

  @Test
  void deleteFamily_ofEachUser_isAnsweredAsTheFileSays() {
    request("pusher", "PUT", "/metrics/job/build-1", "m 1\n");
    gateway.sendAs("deleter");
    assertThat(gateway.request("DELETE", "/api/v1/groups/job/build-2", "family=m", "").status())
        .isEqualTo(403);
    assertThat(gateway.request("DELETE", "/api/v1/groups/job/build-1", "family=m", "").status())
        .isEqualTo(200);
  }

  private Response request(String user, String method, String path, String body) {
    gateway.sendAs(user.equals("-") ? null : user);
    return gateway.request(method, path, body);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          reader,  GET,     /metrics,                  200
          reader,  GET,     /-/metrics,                200
          reader,  GET,     /,                         200
          reader,  GET,     /api/v1/metrics,           200
          reader,  GET,     /api/v1/status,            200
          reader,  OPTIONS, /api/v1/status,            200
          reader,  GET,     /static/app.css,           200
          reader,  PUT,     /metrics/job/build-1,      403
          reader,  DELETE,  /metrics/job/build-1,      403
          reader,  PUT,     /api/v1/admin/wipe,        403
          reader,  POST,    /-/quit,                   403
          pusher,  PUT,     /metrics/job/build-1,      200
          pusher,  POST,    /metrics/job/build-2/a/b,  200
          pusher,  POST,    /metrics/job@base64/YnVpbGQtMg, 200
          pusher,  PUT,     /metrics/job/other,        403
          pusher,  PUT,     /metrics/job/other/job/build-1, 403
          pusher,  DELETE,  /metrics/job/build-1,      403
          pusher,  GET,     /metrics,                  403
          pusher,  GET,     /metrics/job/build-1,      403
          pusher,  PUT,     /api/v1/admin/wipe,        403
          deleter, DELETE,  /metrics/job/build-1,      202
          deleter, DELETE,  /metrics/job/build-2,      403
          deleter, PUT,     /metrics/job/build-1,      403
          deleter, DELETE,  /api/v1/groups,            400
          pusher,  DELETE,  /api/v1/groups,            403
          -,       DELETE,  /api/v1/groups,            403
          deleter, DELETE,  /api/v1/groups/job/build-2, 400
          pusher,  DELETE,  /api/v1/groups/job/build-1, 403
          -,       DELETE,  /api/v1/groups/job/build-1, 403
          admin,   PUT,     /api/v1/admin/wipe,        202
          admin,   POST,    /-/quit,                   200
          admin,   PUT,     /metrics/job/build-1,      403
          admin,   GET,     /metrics,                  403
          nobody,  GET,     /metrics,                  403
          nobody,  PUT,     /anything,                 403
          -,       GET,     /metrics,                  403
          -,       PUT,     /metrics/job/build-1,      403
          -,       GET,     /-/healthy,                200
          nobody,  GET,     /-/ready,                  200
          -,       GET,     /-/healthy/x,              403
          """)
  void request_ofEachUser_isAnsweredAsTheFileSays(
      String user, String method, String path, int status) {
    assertThat(request(user, method, path, "m 1\n").status()).isEqualTo(status);
  }

  @Test
  void refused_isSaidPlainlyAndChangesNothing() {
    Response push = request("pusher", "PUT", "/metrics/job/other", "m 1\n");
    assertThat(OfflineGateway.text(push))
        .isEqualTo("user pusher may not push to {job=\"other\"}\n");
    assertThat(OfflineGateway.text(request("-", "GET", "/metrics", "")))
        .isEqualTo("an anonymous request may not read\n");
    assertThat(OfflineGateway.text(request("reader", "POST", "/-/quit", "")))
        .isEqualTo("user reader may not administer\n");

    gateway.sendAs("reader");
    assertThat(gateway.scrape()).doesNotContain("job=\"other\"");
    assertThat(gateway.hasQuit()).isFalse();
  }

  // The number of matches would reveal labels and names of other groups letter by letter.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {tenant=~"ac.*"}
          {tenant=~"ad.*"}
          {tenant="acme"}
          {__name__=~"secret_m.*"}
          secret_metric
          {job=~"secre(t)"}
          {job!="build-1"}
          """)
  void deleteMany_groupsOfOthers_areNotSeen(String selector) {
    gateway.sendAs(null);
    putAsOps("/metrics/job/secret/tenant/acme", "secret_metric 42\n");
    putAsOps("/metrics/job/build-1", "m 1\n");
    Response dry = deleteMany("deleter", selector, "&dry_run=true");
    Response real = deleteMany("deleter", selector, "");

    assertThat(dry.status()).isEqualTo(200);
    assertThat(OfflineGateway.text(dry))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"dry_run\":true,\"count\":0,\"groups\":[]}}");
    assertThat(real.status()).isEqualTo(200);
    gateway.sendAs("reader");
    assertThat(gateway.scrape()).contains("secret_metric{", "job=\"build-1\"");
  }

  @Test
  void deleteMany_ownAndOthers_deletesOwn() {
    putAsOps("/metrics/job/secret/tenant/acme", "secret_metric 42\n");
    putAsOps("/metrics/job/build-1", "m 1\n");
    Response answer = deleteMany("deleter", "{}", "");

    assertThat(OfflineGateway.text(answer)).contains("\"count\":1", "\"key\":\"job/build-1\"");
    gateway.sendAs("reader");
    assertThat(gateway.scrape()).contains("secret_metric{").doesNotContain("job=\"build-1\"");
  }

  // A group with a very short TTL is a deleted group.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          pusher, ttl=1ms, 403
          pusher, ttl=30d, 403
          pusher, ttl=0s,  200
          pusher, ,        200
          both,   ttl=1ms, 200
          """)
  void push_lifetime_needsTheRightToDelete(String user, @Nullable String query, int status) {
    putAsOps("/metrics/job/build-1", "m 1\n");
    gateway.sendAs(user);
    Response answer = gateway.request("PUT", "/metrics/job/build-1", query, "m 2\n");

    assertThat(answer.status()).isEqualTo(status);
    gateway.sendAs("reader");
    assertThat(gateway.scrape()).contains(status == 200 ? "\"build-1\"} 2" : "\"build-1\"} 1");
  }

  private void putAsOps(String path, String body) {
    assertThat(request("ops", "PUT", path, body).status()).isEqualTo(200);
  }

  private Response deleteMany(String user, String selector, String more) {
    gateway.sendAs(user);
    String query = "match[]=" + URLEncoder.encode(selector, StandardCharsets.UTF_8) + more;
    return gateway.request("DELETE", "/api/v1/groups", query, "");
  }

  @Test
  void fileBroken_everyRequest_is500ButHealth() throws IOException {
    Files.writeString(folder.resolve("access.yml"), "users: {reader: {scrape: true}}}}\n");

    for (String method : new String[] {"GET", "PUT", "DELETE"}) {
      assertThat(request("reader", method, "/metrics/job/build-1", "m 1\n").status())
          .isEqualTo(500);
    }
    assertThat(request("reader", "GET", "/metrics", "").status()).isEqualTo(500);
    assertThat(request("admin", "POST", "/-/quit", "").status()).isEqualTo(500);
    assertThat(request("-", "GET", "/-/healthy", "").status()).isEqualTo(200);
  }
}
