package io.sluice.comparison;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// How long a scrape takes, from the request to the last byte, on an open connection: the first one
/// after loading (cold), one without pushes since the last (warm), and compressed ones after pushes
/// to a random 1% of the groups since the last.
record ScrapeTime() implements Scenario {
  private static final double CHANGED_SHARE = 0.01;
  private static final int FEWEST_REPEATS = 2;

  private interface Request {
    Connection.Answer send() throws IOException;
  }

  @Override
  public String name() {
    return "scrape";
  }

  @Override
  public List<Setup> setups(Mode mode) {
    return mode.groups().stream().map(Setup::unchecked).toList();
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY, Contender.NGINX);
  }

  @Override
  public void measure(Run run) throws IOException {
    try (Connection connection = run.server().connect()) {
      if (run.contender().isFloor()) {
        warm(run, "scrape, warm", () -> connection.get("/metrics"));
        warm(run, "scrape, gzip, warm", () -> connection.getGzip("/metrics"));
        return;
      }
      coldAndWarm(run, "scrape", () -> connection.get("/metrics"));
      coldAndWarm(run, "scrape, gzip", () -> connection.getGzip("/metrics"));
      changed(run, connection);
    }
  }

  private static void coldAndWarm(Run run, String title, Request request) throws IOException {
    Connection.Answer answer = request.send();
    run.record(title + ", cold", Unit.MILLIS, answer.millis());
    run.record(title + ", size", Unit.MEGABYTES, answer.bytes() / 1e6);
    warm(run, title + ", warm", request);
  }

  private static void warm(Run run, String title, Request request) throws IOException {
    median(run.times().warmUp(run.contender()), () -> request.send().millis());
    run.record(title, Unit.MILLIS, median(run.times().load(), () -> request.send().millis()));
  }

  private static void changed(Run run, Connection connection) throws IOException {
    int count = Math.max(1, (int) (run.groups() * CHANGED_SHARE));
    double millis =
        median(
            run.times().load(),
            () -> {
              pushAtRandom(connection, run.groups(), count);
              return connection.getGzip("/metrics").millis();
            });
    run.record("scrape, gzip, 1% changed", Unit.MILLIS, millis);
  }

  private static void pushAtRandom(Connection connection, int groups, int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      int group = ThreadLocalRandom.current().nextInt(groups);
      connection.push(Workload.TEN_PUT, group);
    }
  }

  private interface Timing {
    double millis() throws IOException;
  }

  /// The median of as many timings as the time allows.
  private static double median(Duration time, Timing timing) throws IOException {
    List<Double> millis = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (millis.size() < FEWEST_REPEATS || System.nanoTime() < end) {
      millis.add(timing.millis());
    }
    return Statistics.of(millis).median();
  }
}
