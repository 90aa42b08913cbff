package io.sluice.systemtests.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/// npm's prom-client, installed under `target` on the first run.
final class NodeClientTest implements ClientContract {
  private static final Path HOME = Path.of("target", "node-client");

  @BeforeEach
  void requireClient() throws Exception {
    Program.require("nodejs", "node", "--version");
    Program.require("npm", "npm", "--version");
    Files.createDirectories(HOME);
    for (String file : List.of("package.json", "backup.js")) {
      Files.copy(
          Path.of(Script.path(file)), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (Files.exists(HOME.resolve("node_modules/prom-client"))) {
      return;
    }
    var install = Program.run(HOME, Map.of(), List.of("npm", "install", "--no-audit", "--no-fund"));
    assumeTrue(install.exitCode() == 0, () -> "npm install failed: " + install.stderr());
  }

  @Override
  public void act(Operation operation, String address) throws Exception {
    Program.run(HOME, Map.of(), List.of("node", "backup.js", "http://" + address, operation.word()))
        .orFail();
  }

  @Override
  public String group() {
    return Golden.GROUP.replace("nightly/db", "nightly");
  }

  /// Its median is between the two values.
  @Override
  public String everything() {
    return (Golden.BACKUP + Golden.MEDIAN.replace("} 7", "} 8")).replace("nightly/db", "nightly");
  }
}
