package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.access.AccessFile;
import io.sluice.http.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who gets which answer where an access file says who may do what.
class AccessTest {
  private static final String FILE =
      """
      users:
        reader: {scrape: true}
        pusher: {push: ['{job=~"build-.*"}']}
        deleter: {delete: ['{job="build-1"}']}
        admin: {admin: true}
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
