package io.sluice.webconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.Sender;
import io.sluice.http.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebConfigHandlerTest {
  private static final String USERS =
      """
      basic_auth_users:
        alice: $2y$04$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq
      http_server_config:
        headers:
          X-Frame-Options: deny
          X-Content-Type-Options: nosniff
      """;

  @TempDir Path directory;
  private final List<String> refusals = new ArrayList<>();
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("web.yml"), USERS);
  }

  @Test
  void handle_rightPassword_hasTheUserAndTheHeaders() {
    Response answer = guard(null).handleNow(request("/", "alice:secret"));

    assertThat(text(answer)).isEqualTo("for alice");
    assertThat(answer.headers())
        .contains(new Header("X-Frame-Options", "deny"))
        .filteredOn(header -> header.name().equalsIgnoreCase("X-Content-Type-Options"))
        .hasSize(1);
    assertThat(refusals).isEmpty();
  }

  @Test
  void handle_wrongOrNoPassword_is401WithTheHeaders() {
    for (String login : new String[] {"alice:wrong", "nobody:secret", null}) {
      Response answer = guard(null).handleNow(request("/", login));

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.headers())
          .contains(new Header("Www-Authenticate", "Basic"), new Header("X-Frame-Options", "deny"));
    }
    assertThat(refusals).containsOnly("unauthorized").hasSize(3);
  }

  @Test
  void handle_openPath_hasNoUser() {
    assertThat(text(guard(null).handleNow(request("/-/healthy", null)))).isEqualTo("for null");
    assertThat(guard(null).handleNow(request("/-/healthy/", null)).status()).isEqualTo(401);
  }

  @Test
  void handle_overTheRate_is429BeforeThePasswordIsAskedFor() {
    var once = new TokenBucket(new RateLimit(Duration.ofHours(1), 1), () -> 0);
    TestGuard guard = guard(once);

    assertThat(guard.handleNow(request("/", null)).status()).isEqualTo(401);
    assertThat(guard.handleNow(request("/", "alice:secret")).status()).isEqualTo(429);
    assertThat(refusals).containsExactly("unauthorized", "rate_limit");
  }

  @Test
  void handle_fileBroken_is500UntilItIsMended() throws IOException {
    TestGuard guard = guard(null);
    Files.writeString(file, USERS + "nope: 1\n");
    assertThat(guard.handleNow(request("/", "alice:secret")).status()).isEqualTo(500);

    Files.writeString(file, USERS);
    assertThat(guard.handleNow(request("/", "alice:secret")).status()).isEqualTo(200);
    assertThat(refusals).containsExactly("web_config");
  }

  /// An invalid hash excludes its user, but no other user.
  @Test
  void handle_hashBrokenWhileServing_is401ForItsUser() throws IOException {
    TestGuard guard = guard(null);
    Files.writeString(file, USERS.replace("alice: $2y", "bob: plain\n  alice: $2y"));

    assertThat(guard.handleNow(request("/", "bob:plain")).status()).isEqualTo(401);
    assertThat(guard.handleNow(request("/", "alice:secret")).status()).isEqualTo(200);
  }

  private record TestGuard(WebConfigHandler guard) {
    Response handleNow(Request request) {
      return guard.handle(request).toCompletableFuture().join();
    }
  }

  private TestGuard guard(@Nullable TokenBucket rate) {
    return new TestGuard(
        new WebConfigHandler(
            new ConfigFile(file, InstantSource.system()),
            rate,
            new PasswordCheck(Runnable::run, new SecureRandom()),
            Set.of("/-/healthy"),
            refusals::add,
            WebConfigHandlerTest::answer));
  }

  private static CompletionStage<Response> answer(Request request) {
    return CompletableFuture.completedFuture(
        Response.error(200, "for " + request.user()).with("X-Test", "1"));
  }

  private static String text(Response response) {
    byte[] bytes = ((Response.Bytes) response.body()).bytes();
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  private static Request request(String path, @Nullable String login) {
    List<Header> headers =
        login == null
            ? List.of()
            : List.of(
                new Header(
                    "authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(login.getBytes(StandardCharsets.UTF_8))));
    return new Request(
        "GET",
        new Target(path, path, path, null),
        headers,
        new byte[0],
        0,
        new Sender(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), null));
  }
}
