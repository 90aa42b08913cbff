package io.sluice.comparison;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The time until a wipe is complete, when the API no longer lists any group.
record WipeTime() implements Scenario {
  private static final byte[] NO_BODY = {};

  /// The length of `{"status":"success","data":[]}`; answers with a group are longer.
  private static final int MOST_EMPTY_BYTES = 60;

  /// The pause before the next query.
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

  @Override
  public String name() {
    return "wipe";
  }

  @Override
  public List<Setup> setups(Mode mode) {
    return mode.groups().stream().map(Setup::unchecked).toList();
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY);
  }

  @Override
  public void measure(Run run) throws IOException {
    long start = System.nanoTime();
    try (Connection connection = run.server().connect()) {
      connection.send("PUT", "/api/v1/admin/wipe", NO_BODY);
      long asked = start;
      // The Pushgateway wipes after its answer, and then the requests in its queue create groups
      // again.
      while (connection.get("/api/v1/metrics").bytes() > MOST_EMPTY_BYTES) {
        if (System.nanoTime() - asked > PATIENCE_NANOS) {
          connection.send("PUT", "/api/v1/admin/wipe", NO_BODY);
          asked = System.nanoTime();
        }
      }
    }
    run.record("wipe, until no group is left", Unit.MILLIS, (System.nanoTime() - start) / 1e6);
  }
}
