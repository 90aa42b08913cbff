package io.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// How long a scrape takes, from the request to the last byte, over a connection that is open: the
/// first one after loading (cold), one without pushes since the last (warm), and compressed ones
/// with 1% of the groups, chosen at random, pushed to since the last.
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
  public void measure(Visit visit) throws IOException {
    try (Connection connection = visit.server().connect()) {
      if (visit.contender().isFloor()) {
        warm(visit, "scrape, warm", () -> connection.get("/metrics"));
        warm(visit, "scrape, gzip, warm", () -> connection.getGzip("/metrics"));
        return;
      }
      coldAndWarm(visit, "scrape", () -> connection.get("/metrics"));
      coldAndWarm(visit, "scrape, gzip", () -> connection.getGzip("/metrics"));
      changed(visit, connection);
    }
  }

  private static void coldAndWarm(Visit visit, String title, Request request) throws IOException {
    Connection.Answer answer = request.send();
    visit.record(title + ", cold", Unit.MILLIS, answer.millis());
    visit.record(title + ", size", Unit.MEGABYTES, answer.bytes() / 1e6);
    warm(visit, title + ", warm", request);
  }

  private static void warm(Visit visit, String title, Request request) throws IOException {
    median(visit.mode().warmUp(), () -> request.send().millis());
    visit.record(title, Unit.MILLIS, median(visit.mode().load(), () -> request.send().millis()));
  }

  private static void changed(Visit visit, Connection connection) throws IOException {
    int count = Math.max(1, (int) (visit.groups() * CHANGED_SHARE));
    double millis =
        median(
            visit.mode().load(),
            () -> {
              pushAtRandom(connection, visit.groups(), count);
              return connection.getGzip("/metrics").millis();
            });
    visit.record("scrape, gzip, 1% changed", Unit.MILLIS, millis);
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

  /// The median of as many timings as there is time for.
  private static double median(Duration time, Timing timing) throws IOException {
    List<Double> millis = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (millis.size() < FEWEST_REPEATS || System.nanoTime() < end) {
      millis.add(timing.millis());
    }
    return Spread.of(millis).median();
  }
}
