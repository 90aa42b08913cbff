package io.sluice.systemtests.clients;

import io.sluice.systemtests.harness.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/// Debian's ruby-prometheus-client-mmap. Its push supports only job and instance, percent-encoded,
/// and fails on histograms and summaries.
final class RubyClientTest implements ClientContract {
  @BeforeEach
  void requireClient() throws InterruptedException {
    Program.require(
        "ruby-prometheus-client-mmap", "ruby", "-e", "require 'prometheus/client/push'");
  }

  @Override
  public void act(Operation operation, String address) throws Exception {
    Program.run(
            Path.of("."),
            Map.of("LC_ALL", "C.UTF-8"),
            List.of("ruby", Script.path("backup.rb"), "http://" + address, operation.word()))
        .orFail();
  }

  @Override
  public String group() {
    return "{instance=\"db 1+ü\",job=\"nightly\"}";
  }

  @Override
  public String everything() {
    return """
    # HELP backup_records_total Records saved.\\nPer kind.
    # TYPE backup_records_total counter
    backup_records_total{instance="db 1+ü",job="nightly",kind="full \\"é\\"\\\\\\n."} 1.234567e+06
    # HELP backup_size_bytes Size.
    # TYPE backup_size_bytes gauge
    backup_size_bytes{instance="db 1+ü",job="nightly"} 1.0485765e+06
    """;
  }
}
