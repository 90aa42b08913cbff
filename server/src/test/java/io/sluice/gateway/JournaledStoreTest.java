package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.Proposal;
import io.sluice.command.PushOrigin;
import io.sluice.gateway.codec.StateContent;
import io.sluice.journal.Journal;
import io.sluice.journal.RecordedEvents;
import io.sluice.journal.SyncPolicy;
import io.sluice.merge.BucketMode;
import io.sluice.merge.GaugeMode;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.store.PushGenerator;
import io.sluice.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random commands through a journal, with stops, crashes and snapshots in between, compared with a
/// store that only applied them.
class JournaledStoreTest {
  private static final int COMMANDS = 4_000;
  private static final long SECOND = 1_000_000_000L;

  private static final List<SyncPolicy> SYNCS = List.of(SyncPolicy.values());

  @TempDir private Path folder;

  private final Store expected = new Store(PushGenerator.OWN);
  private final RecordedEvents events = new RecordedEvents();

  // Would catch: a command or a group that is not restored exactly or is restored twice, a gap or
  // an overlap between a snapshot and the segments.
  @Test
  void append_randomCommandsAndRestarts_givesTheSameState() throws Exception {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    System.out.println("JournaledStoreTest: -Dsluice.seed=" + seed);
    var random = new Random(seed);
    var generator = new PushGenerator(random);
    int generation = 0;
    Opened opened = open(folder.resolve("0"), random);
    for (int i = 0; i < COMMANDS; i++) {
      Command command = command(generator.next());
      Outcome outcome =
          opened.log.append(Proposal.of(command)).toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(outcome).as("seed=%d number=%d", seed, i).isEqualTo(expected.apply(command));
      if (random.nextInt(100) == 0) {
        Path next = folder.resolve(String.valueOf(++generation));
        if (random.nextBoolean()) {
          opened.log.close();
        }
        copy(opened.folder, next);
        opened.log.close();
        opened = open(next, random);
        assertThat(hash(opened.store))
            .as("seed=%d number=%d generation=%d", seed, i, generation)
            .isEqualTo(hash(expected));
      }
    }
    opened.log.close();
    assertThat(events.torn).as("seed=%d", seed).isEmpty();
    assertThat(events.failures).as("seed=%d", seed).isEmpty();
    assertThat(generation).isGreaterThan(10);
  }

  private record Opened(Path folder, Store store, Journal<Proposal, Outcome> log) {}

  private Opened open(Path folder, Random random) throws IOException {
    Files.createDirectories(folder);
    var store = new Store(PushGenerator.OWN);
    SyncPolicy sync = SYNCS.get(random.nextInt(SYNCS.size()));
    var options =
        new Journal.Options(
            sync, Duration.ofMillis(random.nextInt(500)), 100_000, Duration.ofSeconds(1));
    Path file = folder.resolve("data");
    return new Opened(
        folder,
        store,
        Journal.open(
            file,
            options,
            new StoreStateMachine(store),
            null,
            events,
            failure -> {
              throw new AssertionError(failure);
            }));
  }

  /// All kinds of commands. The kind for a request depends only on its time.
  static Command command(PushGenerator.Request request) {
    return switch (request) {
      case PushGenerator.Request.Push push -> pushed(push);
      case PushGenerator.Request.Delete delete -> new Command.Delete(delete.key());
      case PushGenerator.Request.DeleteFamily delete ->
          new Command.DeleteFamily(delete.key(), delete.family());
      case PushGenerator.Request.Wipe _ -> new Command.Wipe();
    };
  }

  private static Command pushed(PushGenerator.Request.Push push) {
    long now = push.receivedNanos();
    var lifetimes = new Lifetimes(5 * SECOND, 2 * SECOND, SECOND);
    return switch ((int) (now % 9)) {
      case 6 -> manyGroups(push, now, true);
      case 7 -> manyGroups(push, now, false);
      case 8 -> Preparation.series(push.key(), push.body(), PushOrigin.at(now), lifetimes);
      case 0 ->
          Preparation.push(push.key(), push.body(), push.replace(), PushOrigin.at(now), lifetimes);
      case 1, 2 ->
          Preparation.aggregate(
              push.key(),
              push.body().families(),
              false,
              new PushOrigin(now, "p", new PushOrigin.Once("k" + now % 7, now + SECOND)),
              new MergeOptions(GaugeMode.AVG, BucketMode.UNION, "a", true),
              lifetimes);
      case 3 -> new Command.Expire(now, now % 2 == 0 ? 0 : now - 3 * SECOND, 3, now % 3 == 0);
      case 4 ->
          Preparation.push(
              push.key(),
              push.body(),
              push.replace(),
              new PushOrigin(now, "p", new PushOrigin.Once("k", now + 3 * SECOND)),
              Lifetimes.NONE);
      default ->
          Preparation.push(
              push.key(), push.body(), push.replace(), PushOrigin.at(now), Lifetimes.NONE);
    };
  }

  /// The same push to two groups, in one command.
  private static Command manyGroups(
      PushGenerator.Request.Push push, long now, boolean isAllOrNothing) {
    GroupingKey other = GroupingKey.of("job", "other" + now % 5);
    Command.Push dropping =
        new Command.Push(
            other, PushOrigin.at(now), false, List.of(), Lifetimes.NONE, Set.of("m", "n"));
    return new Command.Groups(
        List.of(
            Preparation.push(push.key(), push.body(), true, PushOrigin.at(now), Lifetimes.NONE),
            now % 2 == 0
                ? dropping
                : Preparation.push(other, push.body(), false, PushOrigin.at(now), Lifetimes.NONE)),
        new PushOrigin(now, "p", new PushOrigin.Once("g" + now % 7, now + SECOND)),
        isAllOrNothing);
  }

  /// The files that a crash at this moment would leave. If a snapshot is completed meanwhile, which
  /// replaces the file and deletes segments, the copy is repeated.
  private static void copy(Path from, Path to) throws IOException {
    while (true) {
      Files.createDirectories(to);
      List<Path> before = list(from);
      boolean isWhole = true;
      for (Path file : before) {
        isWhole = isWhole && copyFile(file, to.resolve(file.getFileName()));
      }
      if (isWhole && list(from).equals(before)) {
        return;
      }
      for (Path file : list(to)) {
        Files.delete(file);
      }
    }
  }

  private static boolean copyFile(Path file, Path target) throws IOException {
    try {
      Files.copy(file, target);
      return true;
    } catch (java.nio.file.NoSuchFileException _) {
      return false;
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static String hash(Store store) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    StateContent.forEach(store.view(), digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }
}
