package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Exposition;
import io.sluice.systemtests.harness.Gateway;
import java.util.List;
import java.util.Set;

/// The state of a gateway: the grouping keys, and the lines of its exposition.
record ReadBack(Set<String> groups, List<String> lines) {
  /// Reads a gateway through `/metrics` and through `/api/v1/metrics`, and checks that both are
  /// consistent.
  static ReadBack of(Gateway gateway) throws Exception {
    Exposition exposition = Exposition.parseWithTimes(gateway.scrape()).withoutOwn();
    ApiMetrics api = ApiMetrics.parse(gateway.get("/api/v1/metrics").body());
    assertThat(api.types()).isEqualTo(exposition.types());
    assertThat(api.samples()).isEqualTo(exposition.samplesWithout(api.hiddenBuckets()));
    return new ReadBack(api.groups(), exposition.pushedLines());
  }

  /// Checks that the lines are those of `expected`, in any order.
  void hasLines(String expected) {
    assertThat(lines).containsExactlyInAnyOrderElementsOf(expected.lines().toList());
  }

  void hasGroups(String... expected) {
    assertThat(groups).containsExactlyInAnyOrder(expected);
  }
}
