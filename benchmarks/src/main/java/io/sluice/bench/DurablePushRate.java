package io.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Pushes a second over few and many connections, in memory and with a persistence file.
///
/// With the file, Sluice's answer means that the push is on disk. The Pushgateway saves all it has
/// every five minutes, so its answers mean the same with and without.
record DurablePushRate() implements Scenario {
  private static final int GROUPS = 1;
  private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);

  @Override
  public String name() {
    return "durable";
  }

  @Override
  public List<Setup> setups(Mode mode) {
    return List.of(Setup.checked(GROUPS), Setup.persistent(GROUPS));
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY);
  }

  @Override
  public void measure(Visit visit) throws IOException, InterruptedException {
    String how = visit.setup().isPersistent() ? "persistence file" : "in memory";
    run(visit, 1, visit.mode().warmUp());
    for (int connections : CONNECTIONS) {
      double perSecond = run(visit, connections, visit.mode().load()).perSecond();
      visit.record(
          "PUT, %s, %d connections".formatted(how, connections), Unit.PER_SECOND, perSecond);
    }
  }

  private static Wrk.Load run(Visit visit, int connections, Duration duration)
      throws IOException, InterruptedException {
    var job = new Wrk.Job("PUT", GROUPS, Workload.TEN_SERIES, connections, duration, Duration.ZERO);
    return visit.lab().wrk().run(visit.server().port(), job);
  }
}
