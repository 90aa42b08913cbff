package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.PrometheusServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus scrapes a gateway that requires authentication.
final class PrometheusTlsTest {
  private static final String SECRET_HASH =
      "$2y$04$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq";
  private static final String CONFIG =
      """
      tls_server_config:
        cert_file: server.crt
        key_file: server.key
        client_ca_file: client.crt
        client_auth_type: RequireAndVerifyClientCert
      basic_auth_users:
        alice:\
      """
          + " "
          + SECRET_HASH
          + "\n";

  @TempDir Path directory;

  @BeforeEach
  void makeCertificates() throws Exception {
    Program.require("openssl", "openssl", "version");
    SecuredGateway.makeServerCertificate(directory);
    SecuredGateway.makeCertificate(directory, "client", "-newkey", "rsa:2048");
  }

  @Test
  void scrape_byCertificateAndPasswordOverHttp2_bringsWhatWasPushed() throws Exception {
    try (SecuredGateway gateway = SecuredGateway.start(directory, CONFIG, "--log.level=debug")) {
      gateway
          .run(
              "sh",
              "-c",
              "echo 'batch_left 42' | curl -s -f --cacert server.crt --cert client.crt"
                  + " --key client.key -u alice:secret --data-binary @- https://"
                  + gateway.address()
                  + "/metrics/job/a")
          .orFail();
      try (PrometheusServer prometheus = scraping(gateway, "secret")) {
        var found = Await.until(() -> prometheus.query("batch_left"), f -> !f.isEmpty());
        assertThat(found)
            .as("last scrape: %s%n%s", prometheus.scrapeError(), gateway.log())
            .isEqualTo(Map.of("batch_left{job=\"a\"}", "42"));
      }
      assertThat(gateway.log())
          .contains("\"cipher\":\"TLS_AES_128_GCM_SHA256\",\"protocol\":\"h2\"");
    }
  }

  @Test
  void scrape_withTheWrongPassword_failsWith401() throws Exception {
    try (SecuredGateway gateway = SecuredGateway.start(directory, CONFIG);
        PrometheusServer prometheus = scraping(gateway, "wrong")) {
      String error = Await.until(prometheus::scrapeError, e -> e.contains("401"));

      assertThat(error).isEqualTo("server returned HTTP status 401 Unauthorized");
    }
  }

  private PrometheusServer scraping(SecuredGateway gateway, String password) throws Exception {
    String options =
        """
        scheme: https
        tls_config:
          ca_file: %1$s/server.crt
          cert_file: %1$s/client.crt
          key_file: %1$s/client.key
        basic_auth:
          username: alice
          password: %2$s
        """
            .formatted(directory, password);
    return PrometheusServer.scraping(gateway.address(), options, directory);
  }
}
