package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Jobs written in Java push `jvm_*` and `process_*`, which the gateway also has, not always with
/// the same type.
final class OwnMetricsTest {
  @BeforeEach
  void requireSluice() {
    assumeTrue(GatewayCommand.isSluice(), "another gateway has no families of a JVM");
  }

  @Test
  void push_ofAnOwnFamilyWithAnotherType_takesItsPlace() throws Exception {
    String body = "# TYPE jvm_threads_current untyped\njvm_threads_current 5\n";
    try (Gateway gateway = Gateway.start()) {
      gateway.push("/metrics/job/j", body);
      assertThat(linesOf("jvm_threads_current", gateway, "/metrics"))
          .isEqualTo(
              """
              # TYPE jvm_threads_current untyped
              jvm_threads_current{instance="",job="j"} 5
              """);
      assertThat(linesOf("jvm_threads_current", gateway, "/-/metrics"))
          .contains("# TYPE jvm_threads_current gauge\njvm_threads_current ");
      gateway.send("DELETE", "/metrics/job/j", "");
      assertThat(linesOf("jvm_threads_current", gateway, "/metrics"))
          .contains("# TYPE jvm_threads_current gauge\njvm_threads_current ");
    }
  }

  @Test
  void push_ofAnOwnFamilyWithItsType_standsBesideIt() throws Exception {
    String body =
        """
        # HELP jvm_threads_current Whatever.
        # TYPE jvm_threads_current gauge
        jvm_threads_current 5
        """;
    try (Gateway gateway = Gateway.start()) {
      gateway.push("/metrics/job/j", body);
      assertThat(linesOf("jvm_threads_current", gateway, "/metrics"))
          .contains(
              "# HELP jvm_threads_current Current thread count",
              "# TYPE jvm_threads_current gauge\n",
              "\njvm_threads_current ",
              "\njvm_threads_current{instance=\"\",job=\"j\"} 5\n")
          .doesNotContain("Whatever");
    }
  }

  private static String linesOf(String family, Gateway gateway, String path) throws Exception {
    var answer = gateway.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    StringBuilder lines = new StringBuilder();
    answer
        .body()
        .lines()
        .filter(line -> line.contains(family))
        .forEach(line -> lines.append(line).append('\n'));
    return lines.toString();
  }
}
