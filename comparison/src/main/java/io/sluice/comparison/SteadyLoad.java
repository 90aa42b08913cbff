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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The memory of a gateway under steady load: 16 connections push as fast as they can, and there is
/// a plain and a compressed scrape every two seconds. Measured are its peak, and the memory after a
/// rest. The same with a small heap, which shows whether the gateway can work with it, and how
/// fast.
///
/// Only in the first round, because it takes minutes.
record SteadyLoad() implements Scenario {
  private static final int CONNECTIONS = 16;
  private static final int SCRAPE_MILLIS = 2_000;
  private static final int LOOK_MILLIS = 100;
  private static final int SMALL_HEAP_GROUPS = 1_000;

  @Override
  public String name() {
    return "steady";
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
    if (run.round() > 1) {
      return;
    }
    for (int groups : run.mode().steady().groups()) {
      // The Pushgateway's checks would take all of its time.
      measure(run, Setup.unchecked(groups), "16 connections pushing");
    }
    if (run.contender() == Contender.SLUICE) {
      measure(run, Setup.smallHeap(SMALL_HEAP_GROUPS), "the same with a heap of 64 MB");
    }
  }

  private static void measure(Run run, Setup setup, String title)
      throws IOException, InterruptedException {
    int groups = setup.groups();
    try (Server server = run.bed().start(run.contender(), setup)) {
      run.record(title + ": RSS before", groups, Unit.MEGABYTES, server.residentMegabytes());
      var isOver = new AtomicBoolean();
      try (var helpers = Executors.newFixedThreadPool(2)) {
        Future<Double> peak = helpers.submit(peakUntil(isOver, server));
        Future<@Nullable Void> scraper = helpers.submit(scrapeUntil(isOver, server));
        Wrk.Load load;
        try {
          load = run.bed().wrk().run(server.port(), job(run, setup));
        } finally {
          isOver.set(true);
        }
        scraper.get();
        run.record(title + ": PUT", groups, Unit.PER_SECOND, load.perSecond());
        run.record(title + ": RSS, peak", groups, Unit.MEGABYTES, peak.get());
      } catch (ExecutionException e) {
        throw new IOException("cannot scrape or look at memory", e.getCause());
      }
      TimeUnit.MILLISECONDS.sleep(run.mode().steady().rest().toMillis());
      run.record(title + ": RSS after a rest", groups, Unit.MEGABYTES, server.residentMegabytes());
    }
  }

  private static Wrk.Job job(Run run, Setup setup) {
    return new Wrk.Job(
        Workload.TEN_PUT, setup.groups(), CONNECTIONS, run.mode().steady().load(), Duration.ZERO);
  }

  private static Callable<Double> peakUntil(AtomicBoolean isOver, Server server) {
    return () -> {
      double peak = 0;
      while (!isOver.get()) {
        peak = Math.max(peak, server.residentMegabytes());
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
      return peak;
    };
  }

  private static Callable<@Nullable Void> scrapeUntil(AtomicBoolean isOver, Server server) {
    return () -> {
      try (Connection connection = server.connect()) {
        while (!isOver.get()) {
          connection.get("/metrics");
          connection.getGzip("/metrics");
          TimeUnit.MILLISECONDS.sleep(SCRAPE_MILLIS);
        }
      }
      return null;
    };
  }
}
