package io.sluice.bench;

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

/// Pushes a second over few and many connections, in memory and with a persistence file.
///
/// With the file, Sluice's answer means that the push is on disk. The Pushgateway saves all it has
/// every five minutes, so its answers mean the same with and without. Over one connection the rate
/// is compared with that of a loop that appends as many bytes to a file and syncs it.
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
    if (visit.contender() == Contender.SLUICE && visit.setup().isPersistent()) {
      var measure = new Measure("PUT, persistence file, 1 connections", GROUPS, Unit.PER_SECOND);
      visit.results().add(measure, Contender.DISK, visit.round(), syncsPerSecond(visit));
    }
  }

  private static double syncsPerSecond(Visit visit) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Workload.TEN_PUT.body());
    Path file = visit.lab().folder().resolve("syncs");
    try (FileChannel channel = FileChannel.open(file, CREATE, APPEND)) {
      long start = System.nanoTime();
      long end = start + visit.mode().load().toNanos();
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

  private static Wrk.Load run(Visit visit, int connections, Duration duration)
      throws IOException, InterruptedException {
    var job = new Wrk.Job(Workload.TEN_PUT, GROUPS, connections, duration, Duration.ZERO);
    return visit.lab().wrk().run(visit.server().port(), job);
  }
}
