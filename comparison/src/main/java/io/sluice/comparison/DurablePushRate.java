package io.sluice.comparison;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Pushes per second on few and on many connections, in memory and with a persistence file.
///
/// With the file, Sluice's answer means that the push is on disk. The Pushgateway saves its state
/// every five minutes, so its answers mean the same with and without the file. On one connection,
/// the rate is compared with that of a loop that appends as many bytes to a file and syncs it.
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
  public void measure(Run run) throws IOException, InterruptedException {
    String how = run.setup().isPersistent() ? "persistence file" : "in memory";
    run(run, 1, run.times().warmUp(run.contender()));
    for (int connections : CONNECTIONS) {
      double perSecond = run(run, connections, run.times().load()).perSecond();
      run.record(title(how, connections), Unit.PER_SECOND, perSecond);
    }
    if (run.contender() == Contender.SLUICE && run.setup().isPersistent()) {
      var measurement = new Measurement(title(how, 1), GROUPS, Unit.PER_SECOND);
      run.results().add(measurement, Contender.DISK, run.round(), syncsPerSecond(run));
    }
  }

  private static String title(String how, int connections) {
    return "PUT, %s, %d connections".formatted(how, connections);
  }

  private static double syncsPerSecond(Run run) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Workload.TEN_PUT.body());
    Path file = run.bed().folder().resolve("syncs");
    try (FileChannel channel = FileChannel.open(file, CREATE, APPEND)) {
      long start = System.nanoTime();
      long end = start + run.times().load().toNanos();
      long count = 0;
      long now;
      do {
        channel.write(bytes.rewind());
        channel.force(false);
        count++;
        now = System.nanoTime();
      } while (now < end);
      return count * 1e9 / (now - start);
    } finally {
      Files.delete(file);
    }
  }

  private static Wrk.Load run(Run run, int connections, Duration duration)
      throws IOException, InterruptedException {
    var job = new Wrk.Job(Workload.TEN_PUT, GROUPS, connections, duration, Duration.ZERO);
    return run.bed().wrk().run(run.server().port(), job);
  }
}
