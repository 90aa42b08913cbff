package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The access file while it changes, and client certificates, which are not users in it.
final class AccessRaceTest {
  private static final String MAY_SCRAPE = "anonymous:\n  scrape: true\n";
  private static final String MAY_PUSH = "anonymous:\n  push: ['{job=\"own\"}']\n";
  private static final int REQUESTS = 400;

  @TempDir private Path directory;

  // Requests that no version of the file allows are refused, and no answer mixes two versions.
  @Test
  void file_rewrittenInPlaceWhileServing_neverAllowsWhatNoVersionAllows() throws Exception {
    Path access = Files.writeString(directory.resolve("access.yml"), MAY_SCRAPE);
    var isDone = new AtomicBoolean();
    try (Gateway gateway = Gateway.start("--web.access.file=" + access)) {
      Thread writer = Thread.ofPlatform().start(() -> rewriteUntil(isDone, access));
      try {
        for (int i = 0; i < REQUESTS; i++) {
          assertThat(gateway.send("PUT", "/metrics/job/own", "m 1\n").statusCode())
              .isIn(200, 403, 500);
          assertThat(gateway.send("PUT", "/metrics/job/other", "m 1\n").statusCode())
              .isIn(403, 500);
          assertThat(gateway.send("DELETE", "/metrics/job/own", "").statusCode()).isIn(403, 500);
        }
      } finally {
        isDone.set(true);
        writer.join();
      }
      Files.writeString(access, MAY_PUSH);
      gateway.push("/metrics/job/own", "m 1\n");
      Files.writeString(access, MAY_SCRAPE);
      assertThat(gateway.scrape()).doesNotContain("job=\"other\"");
      assertThat(gateway.send("PUT", "/metrics/job/own", "m 1\n").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void clientCertificate_nameOfAUserInTheAccessFile_hasTheRightsOfNoUser() throws Exception {
    SecuredGateway.makeServerCertificate(directory);
    SecuredGateway.makeCertificate(directory, "ops", "-newkey", "rsa:2048");
    String config =
        """
        tls_server_config:
          cert_file: server.crt
          key_file: server.key
          client_ca_file: ops.crt
          client_auth_type: RequireAndVerifyClientCert
        """;
    Path access =
        Files.writeString(
            directory.resolve("access.yml"),
            "users:\n  ops:\n    push: ['{}']\n    scrape: true\nanonymous:\n  scrape: true\n");
    try (SecuredGateway gateway =
        SecuredGateway.start(directory, config, "--web.access.file=" + access)) {
      String curl = "curl -k -s -o answer -w '%{http_code}' --cert ops.crt --key ops.key ";
      assertThat(gateway.shell(curl + "https://$ADDRESS/metrics")).isEqualTo("200");
      assertThat(gateway.shell("echo m 1 | " + curl + "-T - https://$ADDRESS/metrics/job/j"))
          .isEqualTo("403");
      assertThat(gateway.shell("curl -k -s -o answer -w '%{http_code}' https://$ADDRESS/metrics"))
          .startsWith("000");
    }
  }

  private static void rewriteUntil(AtomicBoolean isDone, Path access) {
    var versions = List.of(MAY_SCRAPE, MAY_PUSH, "", "users: [", "{}");
    try {
      for (int i = 0; !isDone.get(); i++) {
        Files.writeString(access, versions.get(i % versions.size()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
