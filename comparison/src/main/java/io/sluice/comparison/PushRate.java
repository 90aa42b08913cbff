package io.sluice.comparison;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/// Pushes per second, each to a random one of the stored groups.
///
/// wrk sends them on 32 connections. If a single push takes long, wrk would count too few of them
/// for a meaningful result, so they are sent one after the other and timed. The Pushgateway
/// processes its pushes sequentially in any case.
///
/// @param title the title of the rows
/// @param mostGroups the maximum number of stored groups
/// @param mostTargets the maximum number of groups that pushes go to
/// @param setup the setup for a number of groups
record PushRate(
    String name,
    String title,
    PushRequest request,
    int mostGroups,
    int mostTargets,
    IntFunction<Setup> setup,
    Set<Contender> contenders)
    implements Scenario {
  private static final int CONNECTIONS = 32;
  private static final double SLOW_MILLIS = 100;
  private static final int MOST_SLOW_PUSHES = 30;
  private static final int FEWEST_SLOW_PUSHES = 2;

  @Override
  public List<Setup> setups(Mode mode) {
    return mode.groups().stream().filter(groups -> groups <= mostGroups).map(setup::apply).toList();
  }

  @Override
  public void measure(Run run) throws IOException, InterruptedException {
    double millis = onePush(run);
    double perSecond = millis < SLOW_MILLIS ? loaded(run) : oneByOne(run, millis);
    run.record(title, Unit.PER_SECOND, perSecond);
  }

  private double onePush(Run run) throws IOException {
    try (Connection connection = run.server().connect()) {
      push(connection);
      return push(connection);
    }
  }

  private double loaded(Run run) throws IOException, InterruptedException {
    run(run, run.times().warmUp(run.contender()));
    return run(run, run.times().load()).perSecond();
  }

  private Wrk.Load run(Run run, Duration duration) throws IOException, InterruptedException {
    return run.bed()
        .wrk()
        .run(
            run.server().port(),
            new Wrk.Job(
                request,
                Math.min(mostTargets, run.groups()),
                CONNECTIONS,
                duration,
                Duration.ZERO));
  }

  private double oneByOne(Run run, double expectedMillis) throws IOException {
    long fitting = Math.round(run.times().load().toMillis() / expectedMillis);
    long count = Math.clamp(fitting, FEWEST_SLOW_PUSHES, MOST_SLOW_PUSHES);
    double millis = 0;
    try (Connection connection = run.server().connect()) {
      for (int i = 0; i < count; i++) {
        millis += push(connection);
      }
    }
    return count * 1000 / millis;
  }

  private double push(Connection connection) throws IOException {
    return connection.push(request, 0).millis();
  }
}
