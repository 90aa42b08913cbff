package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.ApiGroups;
import io.sluice.systemtests.harness.Gateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// For every sequence of a recording, Sluice answers and stores the same as a real Pushgateway
/// 1.11.3, except where [RecordedDifference] specifies otherwise.
final class ReplayTest {
  private static final String ADMIN = "--web.enable-admin-api";
  private static final String UNCHECKED = "--push.disable-consistency-check";
  private static final Path REPORT = Path.of("target", "differences.txt");

  @Test
  void recording_everySequence_answersAndStoresAsUpstream() {
    var differences = new Differences<>(RecordedDifference.class);
    Map<List<String>, List<Recording>> byFlags =
        Recording.sequences().stream()
            .collect(
                Collectors.groupingBy(Recording::flags, LinkedHashMap::new, Collectors.toList()));

    byFlags.forEach((flags, recordings) -> play(flags, recordings, differences));

    differences.write(REPORT);
    System.out.println("Replay of the recorded Pushgateway 1.11.3\n" + differences.report());
    assertThat(differences.hasUnexplained())
        .withFailMessage(() -> "all in %s%n%s".formatted(REPORT, differences.report()))
        .isFalse();
    assertThat(differences.deadRules()).isEmpty();
  }

  /// Without the check, every push is answered with 202 but stored only if it passes the check.
  @Test
  void uncheckedMode_everySequence_storesWhatCheckedModeStores() {
    List<Recording> sequences =
        Recording.sequences().stream().filter(r -> r.flags().contains(UNCHECKED)).toList();
    try (Gateway checked = Gateway.start(ADMIN);
        Gateway unchecked = Gateway.start(ADMIN, UNCHECKED);
        var checkedState = new GatewayState(checked, "/metrics");
        var uncheckedState = new GatewayState(unchecked, "/metrics")) {
      for (Recording sequence : sequences) {
        assertThat(groupsAfter(sequence, uncheckedState))
            .as(sequence.id())
            .isEqualTo(groupsAfter(sequence, checkedState));
      }
    }
  }

  private static ApiGroups groupsAfter(Recording sequence, GatewayState gateway) {
    gateway.wipe();
    sequence.steps().forEach(step -> gateway.http().send(step.request()));
    assertThat(gateway.scrape().status()).isEqualTo(200);
    return gateway.groups();
  }

  private static void play(
      List<String> flags, List<Recording> recordings, Differences<RecordedDifference> differences) {
    var all = new ArrayList<>(flags);
    all.add(ADMIN);
    try (Gateway gateway = Gateway.start(all);
        var state = new GatewayState(gateway, scrapePath(flags))) {
      var replay = new Replay(state, differences);
      recordings.forEach(replay::play);
    } catch (IllegalStateException e) {
      differences.unexplained(String.join(" ", flags), "gateway: " + e.getMessage());
    }
  }

  private static String scrapePath(List<String> flags) {
    return flags.contains("--web.telemetry-path=/scrape") ? "/pgw/scrape" : "/metrics";
  }
}
