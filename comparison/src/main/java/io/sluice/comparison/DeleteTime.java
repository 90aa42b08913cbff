package io.sluice.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// How long a delete takes: a tenth of the groups are deleted individually, up to a thousand.
record DeleteTime() implements Scenario {
  private static final int MOST_DELETES = 1_000;
  private static final byte[] NO_BODY = {};

  @Override
  public String name() {
    return "delete";
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
  public void measure(Run run) throws IOException {
    List<Double> millis = new ArrayList<>();
    try (Connection connection = run.server().connect()) {
      for (int group = 0; group < Math.min(run.groups() / 10, MOST_DELETES); group++) {
        millis.add(connection.send("DELETE", Workload.TEN_PUT.path(group), NO_BODY).millis());
      }
    }
    run.record("delete of a group", Unit.MILLIS, Statistics.of(millis).median());
  }
}
