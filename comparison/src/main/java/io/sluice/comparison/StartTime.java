package io.sluice.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The time from the start of the process to the first answered push, without loaded state; the
/// memory of an idle gateway; and the first push and the first scrape of a gateway that is ready.
record StartTime() implements Scenario {
  private static final int STARTS = 5;
  private static final int IDLE_SECONDS = 2;
  private static final byte[] NO_BODY = {};

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
  public void measure(Run run) throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    List<Double> megabytes = new ArrayList<>();
    List<Double> pushMillis = new ArrayList<>();
    List<Double> scrapeMillis = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      try (Server server = run.bed().launch(run.contender(), 0)) {
        PushRequest push = Workload.TEN_PUT;
        millis.add(server.awaitAnswer(push.method(), push.path(0), push.body()));
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        megabytes.add(server.residentMegabytes());
      }
      try (Server server = run.bed().launch(run.contender(), 0)) {
        server.awaitAnswer("GET", "/-/ready", NO_BODY);
        try (Connection connection = server.connect()) {
          pushMillis.add(connection.push(Workload.TEN_PUT, 0).millis());
          scrapeMillis.add(connection.get("/metrics").millis());
        }
      }
    }
    run.record("start to the first answered push", Unit.MILLIS, Statistics.of(millis).median());
    run.record("RSS with one group, idle", Unit.MEGABYTES, Statistics.of(megabytes).median());
    run.record("first push after a start", Unit.MILLIS, Statistics.of(pushMillis).median());
    run.record("first scrape after a start", Unit.MILLIS, Statistics.of(scrapeMillis).median());
  }
}
