package io.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.LogException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A journal on a disk with a power failure, and with I/O errors before it: in any resulting state
/// of the disk, the journal opens and keeps its guarantees.
///
/// `-Dsluice.schedules=N` makes the test longer, `-Dsluice.seed=N` repeats a run.
class PowerLossTest {
  private static final int SCHEDULES = 3_000;
  private static final int GENERATIONS = 3;
  private static final FileNames NAMES = new FileNames("data");

  /// The outcome of a command.
  private enum Fate {
    ACKNOWLEDGED,
    REFUSED
  }

  // Would catch: a missing fsync of a file or of the folder; an answer before it; a segment that is
  // written to after a failure; a torn end that is treated as damage, or damage as a torn end.
  @Test
  void open_afterPowerLoss_hasWhatWasPromised() throws Exception {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    int schedules = Integer.getInteger("sluice.schedules", SCHEDULES);
    System.out.printf("PowerLossTest: -Dsluice.seed=%d, %d schedules%n", seed, schedules);
    int lost = 0;
    for (int i = 0; i < schedules; i++) {
      try {
        lost += new Schedule(new Random(seed + i)).run();
      } catch (AssertionError | IOException e) {
        throw new AssertionError("-Dsluice.seed=" + (seed + i) + " -Dsluice.schedules=1", e);
      }
    }
    // With INTERVAL and NONE, some are lost; a disk that loses nothing would prove nothing.
    assertThat(lost).isPositive();
  }

  private static final class Schedule {
    private final Random random;
    private final SyncPolicy sync;
    private final RecordedEvents events = new RecordedEvents();
    private FaultyDisk disk;

    /// The state when the journal was last opened, and the commands since then.
    private List<String> base = List.of();

    private final Map<String, Fate> asked = new LinkedHashMap<>();
    private boolean isCleanlyClosed;
    private int next;
    private int lost;

    Schedule(Random random) {
      this.random = random;
      this.disk = new FaultyDisk(random);
      this.sync = List.of(SyncPolicy.values()).get(random.nextInt(SyncPolicy.values().length));
    }

    /// Returns the number of lost acknowledged commands, which must be 0 if the policy is PUSH.
    int run() throws Exception {
      for (int i = 0; i < GENERATIONS; i++) {
        live();
        if (random.nextInt(3) == 0) {
          disk.restorePower();
        } else {
          disk = disk.afterPowerLoss();
        }
      }
      var lines = new Lines();
      open(lines).close();
      check(lines.state());
      return lost;
    }

    private void live() throws Exception {
      var lines = new Lines();
      Journal<String, Integer> journal = open(lines);
      check(lines.state());
      base = lines.state();
      asked.clear();
      boolean isCut = random.nextBoolean();
      if (isCut) {
        disk.cutPowerAfter(random.nextInt(40));
      }
      boolean hasFaults = random.nextInt(3) == 0;
      if (hasFaults) {
        int from = random.nextInt(20);
        disk.failBetween(from, from + 1 + random.nextInt(10));
      }
      for (int i = random.nextInt(12); i > 0; i--) {
        appendSome(journal);
      }
      disk.endFaults();
      journal.close();
      isCleanlyClosed = !isCut && !hasFaults;
      assertThat(events.fatal).isEmpty();
    }

    private Journal<String, Integer> open(Lines lines) throws IOException {
      var options =
          new Journal.Options(
              sync,
              Duration.ofMillis(random.nextInt(3)),
              random.nextInt(4_000),
              Duration.ofNanos(random.nextInt(1_000)));
      return Journal.open(
          disk, NAMES, options, lines, null, events, f -> events.fatal.add(f), () -> {});
    }

    /// Appends up to three commands at once, so that some share a batch, and waits for all.
    private void appendSome(Journal<String, Integer> journal) throws Exception {
      var outcomes = new LinkedHashMap<String, CompletableFuture<Integer>>();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        String command = next++ + " " + "x".repeat(random.nextInt(600));
        outcomes.put(command, journal.append(command).toCompletableFuture());
      }
      for (Map.Entry<String, CompletableFuture<Integer>> outcome : outcomes.entrySet()) {
        asked.put(outcome.getKey(), fate(outcome.getValue()));
      }
    }

    private static Fate fate(CompletableFuture<Integer> outcome) throws Exception {
      try {
        outcome.get(60, TimeUnit.SECONDS);
        return Fate.ACKNOWLEDGED;
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(LogException.class);
        return Fate.REFUSED;
      }
    }

    private void check(List<String> state) {
      assertThat(state).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(base.size());
      assertThat(state.subList(0, base.size())).isEqualTo(base);
      List<String> since = state.subList(base.size(), state.size());
      var inOrder = new ArrayList<>(asked.keySet());
      inOrder.retainAll(new HashSet<>(since));
      assertThat(since).as("in the order of asking, and nothing else").isEqualTo(inOrder);
      checkRefused(since);
      checkAcknowledged(since);
    }

    /// A refused command that is present nevertheless must be among the last commands.
    private void checkRefused(List<String> since) {
      Set<String> there = new HashSet<>(since);
      boolean isAcknowledgedLater = false;
      for (String command : List.copyOf(asked.keySet()).reversed()) {
        if (asked.get(command) == Fate.ACKNOWLEDGED) {
          isAcknowledgedLater = isAcknowledgedLater || there.contains(command);
        } else if (isAcknowledgedLater) {
          assertThat(there).doesNotContain(command);
        }
      }
    }

    private void checkAcknowledged(List<String> since) {
      List<String> acknowledged =
          asked.keySet().stream().filter(c -> asked.get(c) == Fate.ACKNOWLEDGED).toList();
      if (sync == SyncPolicy.PUSH || isCleanlyClosed) {
        assertThat(since).containsAll(acknowledged);
        return;
      }
      long kept = acknowledged.stream().takeWhile(since::contains).count();
      assertThat(acknowledged.stream().skip(kept))
          .as("after a lost one")
          .noneMatch(since::contains);
      lost += acknowledged.size() - (int) kept;
    }
  }
}
