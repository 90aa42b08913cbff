package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS, tested with OpenSSL, sslscan and curl, also after changes of the files.
final class TlsTest {
  private static final String PAIR =
      """
      tls_server_config:
        cert_file: server.crt
        key_file: server.key
      """;
  private static final String SECRET_HASH =
      "$2y$04$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq";
  private static final String STATUS = "curl -k -s -o /dev/null -w '%{http_code}' ";

  @TempDir static Path certificates;
  @TempDir Path directory;

  @BeforeAll
  static void makeCertificates() throws Exception {
    Program.require("openssl", "openssl", "version");
    Program.require("curl", "curl", "--version");
    SecuredGateway.makeServerCertificate(certificates);
    SecuredGateway.makeCertificate(certificates, "other", "-newkey", "rsa:2048");
  }

  @Test
  void handshake_byDefault_isTls12Or13AndOffersHttp2() throws Exception {
    try (SecuredGateway gateway = start(PAIR)) {
      assertThat(gateway.log()).contains("\"msg\":\"TLS is enabled.\",\"http2\":true");
      assertThat(client(gateway, "-alpn h2,http/1.1"))
          .contains("ALPN protocol: h2", "TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256");
      assertThat(client(gateway, "-tls1_2")).contains("TLSv1.2, Cipher is ECDHE-RSA-AES");
      assertThat(client(gateway, "-tls1_1 -cipher DEFAULT@SECLEVEL=0"))
          .contains("Cipher is (NONE)");
      assertThat(client(gateway, "-groups P-384")).contains("ECDH, secp384r1, 384 bits");
    }
  }

  @Test
  void handshake_oldVersionsAskedFor_isPossibleWithThem() throws Exception {
    try (SecuredGateway gateway = start(PAIR + "  min_version: TLS10\n")) {
      assertThat(client(gateway, "-tls1 -cipher DEFAULT@SECLEVEL=0"))
          .containsPattern("Protocol *: TLSv1\n")
          .doesNotContain("Cipher is (NONE)");
      assertThat(client(gateway, "-tls1_1 -cipher DEFAULT@SECLEVEL=0"))
          .containsPattern("Protocol *: TLSv1.1\n");
    }
  }

  @Test
  void handshake_ciphersCurvesAndHttpNamed_isLimitedToThem() throws Exception {
    String config =
        PAIR
            + """
              cipher_suites: [TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256]
              curve_preferences: [CurveP521]
            http_server_config:
              http2: false
            """;
    try (SecuredGateway gateway = start(config)) {
      assertThat(gateway.log()).contains("\"msg\":\"TLS is enabled.\",\"http2\":false");
      assertThat(client(gateway, "-tls1_2 -alpn h2,http/1.1"))
          .contains("ALPN protocol: http/1.1", "Cipher is ECDHE-RSA-CHACHA20-POLY1305");
      assertThat(client(gateway, "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256"))
          .contains("Cipher is (NONE)");
      assertThat(client(gateway, "")).contains("ECDH, secp521r1, 521 bits");
      assertThat(client(gateway, "-groups X25519")).contains("Cipher is (NONE)");
    }
  }

  @Test
  void sslscan_ofTheDefaults_findsNothingOld() throws Exception {
    Program.require("sslscan", "sslscan", "--version");
    try (SecuredGateway gateway = start(PAIR)) {
      String found = gateway.shell("sslscan --no-colour $ADDRESS");

      assertThat(found)
          .containsPattern("SSLv2 +disabled")
          .containsPattern("SSLv3 +disabled")
          .containsPattern("TLSv1.0 +disabled")
          .containsPattern("TLSv1.1 +disabled")
          .containsPattern("TLSv1.2 +enabled")
          .containsPattern("TLSv1.3 +enabled")
          .contains("TLSv1.2 not vulnerable to heartbleed")
          .doesNotContainPattern("(?m)^(Accepted|Preferred).*(RC4|3DES|NULL|EXP|anon|MD5)");
    }
  }

  @Test
  void certificate_replacedBrokenAndMended_isSeenByNewConnectionsOnly() throws Exception {
    try (SecuredGateway gateway = start(PAIR);
        HeldConnection held = new HeldConnection(gateway.address(), directory)) {
      assertThat(subject(gateway)).contains("CN = server");
      assertThat(held.ask()).isEqualTo("HTTP/1.1 200 OK");

      gateway.replace("server.key", Files.readString(directory.resolve("other.key")));
      assertThat(Await.until(() -> subject(gateway), String::isEmpty)).isEmpty();
      assertThat(held.ask()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(gateway.log()).contains("refusing TLS handshakes", "private key does not match");

      gateway.replace("server.crt", Files.readString(directory.resolve("other.crt")));
      assertThat(Await.until(() -> subject(gateway), s -> s.contains("other")))
          .contains("CN = other");
      assertThat(held.ask()).isEqualTo("HTTP/1.1 200 OK");

      Files.delete(directory.resolve("server.crt"));
      assertThat(subject(gateway)).isEmpty();
      assertThat(held.ask()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void config_brokenAndMendedWhileServing_answers500Meanwhile() throws Exception {
    String users = "basic_auth_users:\n  alice: " + SECRET_HASH + "\n";
    String status = STATUS + "-u alice:secret http://$ADDRESS/metrics";
    try (SecuredGateway gateway = start(users)) {
      assertThat(gateway.shell(status)).isEqualTo("200");

      gateway.replace("web.yml", users + "nope: 1\n");
      assertThat(gateway.shell(status)).isEqualTo("500");
      assertThat(gateway.shell("curl -s http://$ADDRESS/metrics"))
          .isEqualTo("Internal Server Error\n");
      gateway.replace("web.yml", "");
      assertThat(gateway.shell(status)).isEqualTo("500");
      Files.delete(directory.resolve("web.yml"));
      assertThat(gateway.shell(status)).isEqualTo("500");

      gateway.replace("web.yml", users.replace("alice", "bob"));
      assertThat(gateway.shell(status)).isEqualTo("401");
      assertThat(gateway.shell(status.replace("alice", "bob"))).isEqualTo("200");
    }
  }

  @Test
  void health_openByFlag_isAnsweredWithoutAuthentication() throws Exception {
    String users = "basic_auth_users:\n  alice: " + SECRET_HASH + "\n";
    String prefix = "--web.route-prefix=/p";
    try (SecuredGateway gateway = start(users, "--web.open-health", prefix)) {
      assertThat(gateway.shell(STATUS + "http://$ADDRESS/p/-/healthy")).isEqualTo("200");
      assertThat(gateway.shell(STATUS + "http://$ADDRESS/p/-/ready")).isEqualTo("200");
      assertThat(gateway.shell(STATUS + "http://$ADDRESS/-/ready")).isEqualTo("401");
      assertThat(gateway.shell(STATUS + "http://$ADDRESS/p/-/metrics")).isEqualTo("401");
      assertThat(gateway.shell(STATUS + "http://$ADDRESS/p/metrics")).isEqualTo("401");
    }
  }

  @Test
  void clients_nameAllowed_areLetInByItOnly() throws Exception {
    authority();
    issue("good", "DNS:push.example,URI:spiffe://a/b");
    issue("wrong", "DNS:scrape.example");
    issue("address", "IP:::1");
    String config =
        PAIR
            + """
              client_ca_file: ca.crt
              client_auth_type: RequireAndVerifyClientCert
              client_allowed_sans: ['spiffe://a/b', '::1']
            """;
    try (SecuredGateway gateway = start(config)) {
      String ask = STATUS + "https://$ADDRESS/-/healthy --cert NAME.crt --key NAME.key";
      assertThat(gateway.shell(ask.replace("NAME", "good"))).isEqualTo("200");
      assertThat(gateway.shell(ask.replace("NAME", "address"))).isEqualTo("200");
      assertThat(gateway.shell(ask.replace("NAME", "wrong"))).isEqualTo("000");
      assertThat(gateway.shell(ask.replace("NAME", "other"))).isEqualTo("000");
      assertThat(gateway.shell(STATUS + "https://$ADDRESS/-/healthy")).isEqualTo("000");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openssl genrsa -traditional -out k.key 2048",
        "openssl genrsa -out k.key 2048",
        "openssl ecparam -name prime256v1 -genkey -out k.key",
        "openssl ecparam -name secp384r1 -genkey -noout -out k.key",
        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out k.key",
        "openssl genpkey -algorithm ed25519 -out k.key"
      })
  void key_inAnyForm_isUsed(String makeKey) throws Exception {
    shell(makeKey);
    shell("openssl req -x509 -key k.key -out k.crt -subj /CN=localhost -days 2");
    String indented = Files.readString(directory.resolve("k.key")).indent(4);
    String config = "tls_server_config:\n  cert_file: k.crt\n  key: |\n" + indented;
    try (SecuredGateway gateway = start(config)) {
      assertThat(client(gateway, ""))
          .as(gateway.log())
          .contains("Cipher is TLS_AES_128_GCM_SHA256");
    }
  }

  @Test
  void checkConfig_goodAndBad_saysWhatAndWhere() throws Exception {
    Files.copy(certificates.resolve("server.crt"), directory.resolve("server.crt"));
    Files.copy(certificates.resolve("server.key"), directory.resolve("server.key"));
    Path file = Files.writeString(directory.resolve("web.yml"), PAIR);
    var good = Program.run(new ProcessBuilder(GatewayCommand.of("check-config", file.toString())));
    assertThat(good.orFail()).isEqualTo(file + ": OK\n");

    Files.writeString(file, PAIR + "  cipher_suites:\n    - NOPE\n");
    var bad = Program.run(new ProcessBuilder(GatewayCommand.of("check-config", file.toString())));
    assertThat(bad.stderr()).isEqualTo(file + ":5:7: unknown cipher: NOPE\n");
    assertThat(bad.exitCode()).isEqualTo(1);
  }

  private SecuredGateway start(String config, String... flags) throws Exception {
    for (String file : List.of("server.crt", "server.key", "other.crt", "other.key")) {
      if (!Files.exists(directory.resolve(file))) {
        Files.copy(certificates.resolve(file), directory.resolve(file));
      }
    }
    SecuredGateway gateway = SecuredGateway.start(directory, config, flags);
    assertThat(gateway.isServing()).as(gateway.log()).isTrue();
    return gateway;
  }

  private static String client(SecuredGateway gateway, String options) throws Exception {
    return gateway.shell("openssl s_client -connect $ADDRESS " + options + " </dev/null 2>&1");
  }

  private static String subject(SecuredGateway gateway) throws Exception {
    return gateway.shell(
        "openssl s_client -connect $ADDRESS </dev/null 2>/dev/null"
            + " | openssl x509 -noout -subject 2>/dev/null");
  }

  private void authority() throws Exception {
    SecuredGateway.makeCertificate(directory, "ca", "-newkey", "rsa:2048");
  }

  /// Makes a key and a certificate with these alternative names, signed by the authority.
  private void issue(String name, String sans) throws Exception {
    Files.writeString(directory.resolve(name + ".ext"), "subjectAltName=" + sans + "\n");
    shell(
        ("openssl req -newkey rsa:2048 -nodes -keyout %1$s.key -out %1$s.csr -subj /CN=%1$s"
                + " && openssl x509 -req -in %1$s.csr -CA ca.crt -CAkey ca.key -CAcreateserial"
                + " -days 2 -extfile %1$s.ext -out %1$s.crt")
            .formatted(name));
  }

  private void shell(String command) throws Exception {
    Program.run(directory, Map.of(), List.of("sh", "-c", command)).orFail();
  }

  /// A connection that is kept open, by OpenSSL.
  private static final class HeldConnection implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    HeldConnection(String address, Path directory) throws IOException {
      process =
          new ProcessBuilder("openssl", "s_client", "-quiet", "-connect", address)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    /// The status line of one more answer.
    String ask() throws IOException {
      String request = "GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n";
      process.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
      String status = String.valueOf(answers.readLine());
      String line = answers.readLine();
      while (line != null && !line.isEmpty()) {
        line = answers.readLine();
      }
      assertThat(answers.read()).isEqualTo('O');
      assertThat(answers.read()).isEqualTo('K');
      return status;
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
