package io.sluice.systemtests.clients;

import io.sluice.systemtests.harness.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/// Debian's python3-prometheus-client: text by PUT, POST and DELETE, base64 in the grouping key.
final class PythonClientTest implements ClientContract {
  /// Debian's own interpreter: another one on the PATH does not find Debian's packages.
  private static final String PYTHON = "/usr/bin/python3";

  @BeforeEach
  void requireClient() throws InterruptedException {
    Program.require("python3-prometheus-client", PYTHON, "-c", "import prometheus_client");
  }

  @Override
  public void act(Operation operation, String address) throws Exception {
    Program.run(
            Path.of("."),
            Map.of(),
            List.of(PYTHON, Script.path("backup.py"), "http://" + address, operation.word()))
        .orFail();
  }

  @Override
  public String everything() {
    return Golden.BACKUP + Golden.CREATED;
  }
}
