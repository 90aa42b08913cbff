package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Gateway;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// New random sequences, played to Debian's Pushgateway and to Sluice: both answer and store the
/// same, except where [LiveDifference] specifies otherwise.
///
/// `-Dsluice.seed=N` repeats a run, `-Dsluice.sequences=N` makes it longer.
final class DifferentialTest {
  private static final int SEQUENCES = 1_000;
  private static final Path REPORT = Path.of("target", "live-differences.txt");

  @Test
  void randomSequences_playedToBoth_haveTheSameOutcome() {
    assumeTrue(Gateway.hasPushgateway(), "Debian's prometheus-pushgateway is not installed");
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    int sequences = Integer.getInteger("sluice.sequences", SEQUENCES);
    System.out.printf("differential test: -Dsluice.seed=%d%n", seed);
    var differences = new Differences<>(LiveDifference.class);
    var steps = new LiveSteps(new Random(seed));
    List<String> flags = List.of("--web.enable-admin-api");

    try (Gateway peer = Gateway.pushgateway(flags);
        Gateway sluice = Gateway.start(flags);
        var peerState = new GatewayState(peer, "/metrics");
        var sluiceState = new GatewayState(sluice, "/metrics")) {
      var sideBySide = new SideBySide(peerState, sluiceState, differences);
      for (int i = 0; i < sequences; i++) {
        sideBySide.play("seed " + seed + " sequence " + i, steps.sequence());
      }
    }

    differences.write(REPORT);
    System.out.println("Live against Debian's Pushgateway 1.5.1\n" + differences.report());
    assertThat(differences.hasUnexplained())
        .withFailMessage(
            () -> "seed=%d, all in %s%n%s".formatted(seed, REPORT, differences.report()))
        .isFalse();
    assertThat(differences.deadRules()).as("seed=" + seed).isEmpty();
  }
}
