package io.sluice.comparison;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The time from the start of the process until it is ready with the saved state.
record RestartTime() implements Scenario {
  private static final byte[] NO_BODY = {};

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public List<Setup> setups(Mode mode) {
    return List.of(Setup.persistent(0));
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY);
  }

  @Override
  public void measure(Run run) throws IOException, InterruptedException {
    for (int groups : run.mode().groups()) {
      try (Server server = run.bed().launch(run.contender(), groups)) {
        double millis = server.awaitAnswer("GET", "/-/ready", NO_BODY);
        run.record("restart until ready", groups, Unit.MILLIS, millis);
      }
    }
  }
}
