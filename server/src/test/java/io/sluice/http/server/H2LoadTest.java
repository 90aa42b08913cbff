package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Debian's `h2load` (nghttp2-client): many streams on many connections, by HTTP/2 and HTTP/1.1
/// over TLS. Every request has to be answered with 200.
///
/// `-Dsluice.h2load.requests=1000000` makes it a long run.
@Timeout(600)
final class H2LoadTest {
  private static final int REQUESTS = Integer.getInteger("sluice.h2load.requests", 20_000);
  private static final int CONNECTIONS = 20;
  private static final int STREAMS = 50;

  @TempDir private Path folder;

  @BeforeEach
  void requireTool() throws InterruptedException {
    boolean isInstalled;
    try {
      isInstalled = new ProcessBuilder("h2load", "--version").start().waitFor() == 0;
    } catch (IOException _) {
      isInstalled = false;
    }
    assumeTrue(isInstalled, "needs Debian's nghttp2-client: failed: h2load --version");
  }

  @Test
  void http2_manyStreams_areAllAnswered() throws Exception {
    assertThat(load("/a")).contains(succeeded()).contains("Application protocol: h2\n");
  }

  @Test
  void http2_manyUploads_areAllAnswered() throws Exception {
    Path body = Files.write(folder.resolve("body"), new byte[10_000]);
    assertThat(load("/size", "--data=" + body)).contains(succeeded());
  }

  @Test
  void http1_pipelinedOverTls_isAllAnswered() throws Exception {
    assertThat(load("/a", "--h1")).contains(succeeded());
  }

  private static String succeeded() {
    return "requests: %1$d total, %1$d started, %1$d done, %1$d succeeded, 0 failed"
        .formatted(REQUESTS);
  }

  private String load(String path, String... options) throws Exception {
    var limits = EchoServer.LIMITS;
    try (EchoServer server = TlsServerTest.serve(limits)) {
      var command = new ArrayList<String>();
      command.add("h2load");
      command.add("--requests=" + REQUESTS);
      command.add("--clients=" + CONNECTIONS);
      command.add("--max-concurrent-streams=" + STREAMS);
      command.addAll(List.of(options));
      command.add("https://localhost:" + server.address().getPort() + path);
      Path out = folder.resolve("out");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      try {
        assertThat(process.waitFor(9, TimeUnit.MINUTES)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      return Files.readString(out, StandardCharsets.UTF_8);
    }
  }
}
