package io.sluice.comparison;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The memory of a gateway that was loaded and scraped, plain and compressed.
record MemoryUse() implements Scenario {
  private static final int SCRAPES = 2;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Setup> setups(Mode mode) {
    return mode.groups().stream().filter(groups -> groups > 1).map(Setup::unchecked).toList();
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY);
  }

  @Override
  public void measure(Run run) throws IOException, InterruptedException {
    long textBytes = 0;
    try (Connection connection = run.server().connect()) {
      for (int i = 0; i < SCRAPES; i++) {
        textBytes = connection.get("/metrics").bytes();
        connection.getGzip("/metrics");
      }
    }
    double series = (double) run.groups() * Workload.SERIES_PER_GROUP;
    double megabytes = run.server().residentMegabytes();
    run.record("RSS", Unit.MEGABYTES, megabytes);
    run.record("RSS, per series", Unit.BYTES, megabytes * 1024 * 1024 / series);
    run.record("text, per series", Unit.BYTES, textBytes / series);
    if (run.contender() == Contender.SLUICE) {
      double live = run.server().liveHeapBytes();
      run.record("heap after a full collection, per series", Unit.BYTES, live / series);
    }
  }
}
