package io.sluice.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// From the start of the process to the first answered push, nothing loaded, and the memory of a
/// gateway that does nothing.
record StartTime() implements Scenario {
  private static final int STARTS = 5;
  private static final int IDLE_SECONDS = 2;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public List<Setup> setups(Mode mode) {
    return List.of(Setup.checked(0));
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY);
  }

  @Override
  public void measure(Visit visit) throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    List<Double> megabytes = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      try (Server server = visit.lab().launch(visit.contender(), 0)) {
        byte[] body = Workload.body(Workload.TEN_SERIES);
        millis.add(server.awaitAnswer("PUT", Workload.path(0), body));
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        megabytes.add(server.residentMegabytes());
      }
    }
    visit.record("start to the first answered push", Unit.MILLIS, Spread.of(millis).median());
    visit.record("RSS with one group, idle", Unit.MEGABYTES, Spread.of(megabytes).median());
  }
}
