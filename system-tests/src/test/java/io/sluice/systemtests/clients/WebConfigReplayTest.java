package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.Program.Outcome;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// 64 web configuration files with the recorded results of a real Pushgateway 1.11.3: the error for
/// a refused file, or the answers to several clients. The results are the same here, including the
/// wording, except for those in [#STRICTER].
final class WebConfigReplayTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Files that the Pushgateway accepts, although it then ignores half of them or refuses all
  /// clients. Here they prevent the start; docs/differences.md, `web-config`.
  private static final Map<String, String> STRICTER =
      Map.of(
          "both cert forms", "both cert and cert_file are set",
          "both key forms", "both key and key_file are set",
          "both ca forms", "both client_ca and client_ca_file are set",
          "ca broken", "no certificate in client_ca_file (broken.crt)",
          "min above max", "min_version TLS13 is above max_version TLS12",
          "allowed sans without verification",
              "client_allowed_sans needs a client_auth_type that verifies certificates:"
                  + " VerifyClientCertIfGiven or RequireAndVerifyClientCert");

  /// The options of curl for each recorded kind of request.
  private static final Map<String, List<String>> REQUESTS =
      Map.of(
          "plain", List.of(),
          "HTTP/1.1", List.of("--http1.1"),
          "as alice", List.of("--user", "alice:secret"),
          "as alice, wrong", List.of("--user", "alice:wrong"),
          "as nobody", List.of("--user", "nobody:secret"),
          "client certificate other.crt", List.of("--cert", "other.crt", "--key", "other.key"),
          "client certificate server.crt", List.of("--cert", "server.crt", "--key", "server.key"),
          "TLS 1.2 at most", List.of("--tls-max", "1.2"),
          "TLS 1.1 at most", List.of("--tls-max", "1.1"));

  @TempDir static Path directory;

  /// A recorded file; displayed as its name.
  record Recorded(String name, JsonNode all) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void makeCertificates() throws Exception {
    Program.require("curl", "curl", "--version");
    Program.require("openssl", "openssl", "version");
    SecuredGateway.makeServerCertificate(directory);
    SecuredGateway.makeCertificate(directory, "other", "-newkey", "rsa:2048");
    Files.writeString(directory.resolve("broken.crt"), "no certificate\n");
  }

  static Stream<Recorded> files() throws Exception {
    try (InputStream in =
        WebConfigReplayTest.class.getResourceAsStream("/pushgateway-1.11.3/web-config.json")) {
      JsonNode all = JSON.readTree(Objects.requireNonNull(in));
      assertThat(all).hasSize(64);
      return StreamSupport.stream(all.spliterator(), false)
          .map(file -> new Recorded(file.required("name").textValue(), file));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void start_onARecordedFile_comesToTheSame(Recorded file) throws Exception {
    JsonNode recorded = file.all;
    String stricter = STRICTER.get(file.name);
    try (SecuredGateway gateway =
        SecuredGateway.start(directory, recorded.required("config").textValue())) {
      if (stricter != null) {
        assertThat(refusal(gateway)).isEqualTo(stricter);
      } else if (recorded.required("start").textValue().equals("refused")) {
        assertSameError(refusal(gateway), recorded.required("error").textValue());
      } else {
        assertThat(gateway.isServing()).as(gateway.log()).isTrue();
        assertSameAnswers(gateway, recorded.required("answers"));
      }
    }
  }

  private static String refusal(SecuredGateway gateway) throws Exception {
    assertThat(gateway.awaitEnd()).isEqualTo(1);
    String line = gateway.log().lines().reduce("", (_, last) -> last);
    JsonNode logged = JSON.readTree(line);
    assertThat(logged.required("msg").textValue()).isEqualTo("HTTP server stopped");
    return logged.required("err").textValue();
  }

  /// The messages of the YAML library differ; the line must be the same, except for text that ends
  /// too early: there Sluice's library reports the end.
  private static void assertSameError(String got, String recorded) {
    if (!recorded.startsWith("yaml: ")) {
      assertThat(got).isEqualTo(recorded);
      return;
    }
    String line = recorded.replaceFirst("(?s).*?line ([0-9]+):.*", "$1");
    boolean isCutOff = got.endsWith("found '<stream end>'");
    assertThat(got)
        .matches("(?s)yaml: line " + (isCutOff ? "[0-9]+" : line) + ", column [0-9]+: .*");
  }

  private static void assertSameAnswers(SecuredGateway gateway, JsonNode recorded)
      throws Exception {
    boolean isTls = recorded.has("TLS 1.2 at most");
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, JsonNode> answer : recorded.properties()) {
      String expected = show(answer.getValue());
      String got = ask(gateway, isTls, Objects.requireNonNull(REQUESTS.get(answer.getKey())));
      if (!got.equals(expected)) {
        wrong.add(answer.getKey() + "\nexpected: " + expected + "\ngot: " + got);
      }
    }
    assertThat(wrong).as(gateway.log()).isEmpty();
  }

  private static String show(JsonNode answer) {
    if (!answer.required("answered").booleanValue()) {
      return "none";
    }
    List<String> head = new ArrayList<>();
    answer.required("head").forEach(line -> head.add(line.textValue()));
    return show(head, answer.required("body").textValue());
  }

  private static String ask(SecuredGateway gateway, boolean isTls, List<String> options)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-k", "-s", "-i", "--max-time", "60"));
    command.addAll(options);
    command.add((isTls ? "https://" : "http://") + gateway.address() + "/-/healthy");
    Outcome outcome = gateway.run(command.toArray(String[]::new));
    if (outcome.exitCode() != 0) {
      return "none";
    }
    String[] parts = outcome.stdout().split("\r?\n\r?\n", 2);
    return show(parts[0].lines().toList(), parts[1]);
  }

  /// The status, the headers in any order without the date, and the body.
  private static String show(List<String> head, String body) {
    TreeSet<String> headers = new TreeSet<>();
    for (String line : head.subList(1, head.size())) {
      headers.add(line.toLowerCase(Locale.ROOT).strip());
    }
    headers.removeIf(header -> header.startsWith("date:"));
    return head.getFirst().strip() + " " + headers + " " + body;
  }
}
