package io.sluice.comparison;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// How long pushes take while a client scrapes in a loop: four clients push, each with a pause of
/// ten milliseconds between two pushes.
///
/// @param title the title of the rows
/// @param isChecked whether the gateways check pushes
record PushWhileScraping(String name, String title, boolean isChecked) implements Scenario {
  private static final int CONNECTIONS = 4;
  private static final Duration PAUSE = Duration.ofMillis(10);

  @Override
  public List<Setup> setups(Mode mode) {
    int groups = mode.mostGroups();
    return List.of(isChecked ? Setup.checked(groups) : Setup.unchecked(groups));
  }

  @Override
  public Set<Contender> contenders() {
    return EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY);
  }

  @Override
  public void measure(Run run) throws IOException, InterruptedException {
    var isOver = new AtomicBoolean();
    try (var scrapers = Executors.newSingleThreadExecutor()) {
      Future<Integer> scraper = scrapers.submit(scrapeUntil(isOver, run.server()));
      Wrk.Load load;
      try {
        load = run.bed().wrk().run(run.server().port(), job(run));
      } finally {
        isOver.set(true);
      }
      run.record(title + ", p50", Unit.MILLIS, load.p50Millis());
      run.record(title + ", p99", Unit.MILLIS, load.p99Millis());
      scraper.get();
    } catch (ExecutionException e) {
      throw new IOException("the scraper failed", e.getCause());
    }
  }

  private static Callable<Integer> scrapeUntil(AtomicBoolean isOver, Server server) {
    return () -> {
      int count = 0;
      try (Connection connection = server.connect()) {
        while (!isOver.get()) {
          connection.get("/metrics");
          count++;
        }
      }
      return count;
    };
  }

  /// The Pushgateway's pushes take so long that it needs more time to answer several of them.
  private static Wrk.Job job(Run run) {
    boolean isSlow = run.contender() == Contender.PUSHGATEWAY;
    Duration duration = isSlow ? run.times().slowLoad() : run.times().load();
    return new Wrk.Job(Workload.TEN_PUT, run.groups(), CONNECTIONS, duration, PAUSE);
  }
}
