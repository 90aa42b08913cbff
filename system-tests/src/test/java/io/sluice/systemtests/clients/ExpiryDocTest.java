package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The commands of docs/expiry.md work as documented.
final class ExpiryDocTest {
  private static final Path PAGE = Path.of("..", "docs", "expiry.md");
  private static final Pattern COMMANDS = Pattern.compile("(?s)```sh\n(.*?)```");

  @Test
  void commands_ofThePage_makeTheGroupExpireAndBeExpected() throws Exception {
    Program.require("curl", "curl", "--version");
    List<String> commands =
        COMMANDS.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
    assertThat(commands).hasSize(2);
    try (Gateway gateway = Gateway.start()) {
      gateway.shell(commands.get(0).replace("http://localhost:9091", gateway.url()));
      JsonNode expiring = group(gateway);
      assertThat(expiring.required("ttl_seconds").asLong()).isEqualTo(2 * 24 * 3600);
      assertThat(expiring.required("expires").isTextual()).isTrue();

      gateway.shell(commands.get(1).replace("http://localhost:9091", gateway.url()));
      JsonNode expected = group(gateway);
      assertThat(expected.required("ttl_seconds").isNull()).isTrue();
      assertThat(expected.required("expected_interval_seconds").asLong()).isEqualTo(25 * 3600);
      assertThat(gateway.scrape()).contains("push_overdue{instance=\"\",job=\"backup\"} 0\n");
    }
  }

  private static JsonNode group(Gateway gateway) throws Exception {
    return new ObjectMapper()
        .readTree(gateway.get("/api/v1/groups/job/backup").body())
        .required("data")
        .required("group");
  }
}
