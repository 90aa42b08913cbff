package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.ApiGroups;
import io.sluice.systemtests.harness.Exposition;
import io.sluice.systemtests.harness.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a Pushgateway to Sluice on the same file, and back, with the programs themselves: both
/// expose the same.
final class MovingTest {
  private static final String BODY =
      """
      # HELP c Some "help" \\\\ ünï
      # TYPE c counter
      c{a="é",e=""} 3
      # TYPE s summary
      s{quantile="0.5"} 1
      s_sum 2
      s_count 3
      # TYPE h histogram
      h_bucket{le="1"} 1
      h_bucket{le="+Inf"} 2
      h_sum 3
      h_count 2
      u 7
      """;

  private record State(Exposition exposition, ApiGroups groups) {
    static State of(Gateway gateway) {
      return new State(
          Exposition.parse(gateway.scrape()).withoutOwn(),
          ApiGroups.parse(gateway.get("/api/v1/metrics").body()).withoutErrors());
    }
  }

  @TempDir private Path folder;

  @BeforeEach
  void needPushgateway() {
    assumeTrue(Gateway.hasPushgateway(), "Debian's prometheus-pushgateway is not installed");
  }

  @Test
  void start_onFileOfPushgateway_showsTheSameThereAndBack()
      throws IOException, InterruptedException {
    Path file = folder.resolve("gateway.data");
    State before;
    try (Gateway gateway = Gateway.pushgateway(file)) {
      push(gateway, "/metrics/job/a/instance/1", BODY, 200);
      push(gateway, "/metrics/job/a/e@base64/=", "x 1\n", 200);
      push(gateway, "/metrics/job/empty", "", 200);
      push(gateway, "/metrics/job/refused", "# TYPE c gauge\nc 1\n", 400);
      before = State.of(gateway);
    }
    byte[] original = Files.readAllBytes(file);

    List<String> flags = List.of("--persistence.file=" + file);
    try (Gateway sluice = Gateway.start(flags)) {
      assertThat(State.of(sluice)).isEqualTo(before);
      assertThat(sluice.log()).contains("read the file of a Pushgateway", "left_out=0");
    }
    assertThat(folder.resolve("gateway.data.pushgateway")).hasBinaryContent(original);
    try (Gateway sluice = Gateway.start(flags)) {
      assertThat(State.of(sluice)).isEqualTo(before);
      assertThat(sluice.log()).doesNotContain("read the file of a Pushgateway");
    }

    Path back = folder.resolve("back.data");
    var export = List.of("export", "--format=pushgateway", file.toString(), back.toString());
    assertThat(Gateway.tool(export)).isEqualTo("0 4 groups are written to %s\n".formatted(back));
    assertThat(Gateway.tool(export)).startsWith("1 sluice: error: there is already " + back);
    try (Gateway gateway = Gateway.pushgateway(back)) {
      assertThat(State.of(gateway)).isEqualTo(before);
    }
  }

  // With two samples of one series, a Pushgateway answers every scrape with 500.
  @Test
  void export_afterPushesOfOneSeriesInTwoGroups_canBeScrapedThere()
      throws IOException, InterruptedException {
    Path file = folder.resolve("sluice.data");
    String histogram = "# TYPE h histogram\nh_bucket{le=\"1\"%1$s} 1\nh_count{a=\"1\"%1$s} 1\n";
    State before;
    try (Gateway sluice = Gateway.start("--persistence.file=" + file)) {
      push(sluice, "/metrics/job/a", "w 1\n", 200);
      push(sluice, "/aggregate/metrics", "w{job=\"a\"} 2\n", 400);
      push(sluice, "/aggregate/metrics", "w{job=\"b\"} 2\nw 3\n", 200);
      push(sluice, "/metrics/job/b", "w 1\n", 400);
      push(sluice, "/aggregate/metrics/job/b", "w{q=\"\"} 1\n", 400);
      push(sluice, "/metrics/job/b", "v 1\nv{q=\"\"} 2\n", 400);
      push(sluice, "/metrics/job/a/x@base64/=", "u 1\n", 400);
      push(sluice, "/aggregate/metrics/shard/1", histogram.formatted(",job=\"c\""), 200);
      push(sluice, "/metrics/job/c/shard/1", histogram.formatted(""), 400);
      push(sluice, "/metrics/job/d", histogram.formatted(",shard=\"1\""), 200);
      before = State.of(sluice);
    }

    Path exported = folder.resolve("exported.data");
    Gateway.tool(List.of("export", "--format=pushgateway", file.toString(), exported.toString()));

    try (Gateway gateway = Gateway.pushgateway(exported)) {
      assertThat(State.of(gateway).exposition()).isEqualTo(before.exposition());
    }
  }

  private static void push(Gateway gateway, String target, String body, int status) {
    assertThat(gateway.send("POST", target, body).statusCode()).as(target).isEqualTo(status);
  }
}
