package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.Proposal;
import io.sluice.command.PushOrigin;
import io.sluice.format.ParseException;
import io.sluice.format.text.TextParser;
import io.sluice.gateway.codec.StateDigest;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.store.PushGenerator;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import io.sluice.store.StoreView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StoreStateMachineTest {
  private static final int COMMANDS = 500;

  private final long seed = Long.getLong("sluice.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final PushGenerator generator = new PushGenerator(random);

  // Would catch data of the old state that remains after another one is installed, in particular
  // the remembered pushes.
  @Test
  void install_overAnotherState_isTheSameAsInAnEmptyStore() throws IOException {
    System.out.println("StoreStateMachineTest: -Dsluice.seed=" + seed);
    var source = new Store(PushGenerator.OWN);
    var target = new Store(PushGenerator.OWN);
    for (int i = 0; i < COMMANDS; i++) {
      source.apply(JournaledStoreTest.command(generator.next()));
      target.apply(JournaledStoreTest.command(generator.next()));
      if (random.nextInt(50) == 0) {
        target.view();
      }
    }
    StoreView before = target.view();
    long digestBefore = StateDigest.of(before);

    install(source, target);

    assertThat(StateDigest.of(target.view())).as("seed=%d", seed).isEqualTo(digest(source));
    assertThat(StateDigest.of(before)).as("a view of before").isEqualTo(digestBefore);
    for (int i = 0; i < COMMANDS; i++) {
      Command command = JournaledStoreTest.command(generator.next());
      assertThat(target.apply(command)).as("seed=%d", seed).isEqualTo(source.apply(command));
    }
    assertThat(digest(target)).as("seed=%d", seed).isEqualTo(digest(source));
  }

  @Test
  void install_readersMeanwhile_seeOneStateOrTheOther() throws Exception {
    var source = new Store(Map.of());
    var target = new Store(Map.of());
    source.apply(push("new", 1));
    target.apply(push("old", 1));
    var isEmptied = new CountDownLatch(1);
    var mayGoOn = new CountDownLatch(1);
    var parts = new ArrayList<byte[]>();
    new StoreStateMachine(source).parts().forEachRemaining(parts::add);
    Thread installing =
        Thread.startVirtualThread(
            () -> {
              try {
                new StoreStateMachine(target)
                    .install(
                        consumer -> {
                          isEmptied.countDown();
                          await(mayGoOn);
                          for (byte[] part : parts) {
                            consumer.accept(part, part.length);
                          }
                        });
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    await(isEmptied);
    var seen = new AtomicReference<List<String>>();
    Thread reading = Thread.startVirtualThread(() -> seen.set(jobs(target)));
    assertThat(reading.join(Duration.ofMillis(50))).isFalse();
    mayGoOn.countDown();
    installing.join();
    reading.join();

    assertThat(seen.get()).containsExactly("new");
  }

  @Test
  void install_partsThatDoNotFit_fails() {
    var machine = new StoreStateMachine(new Store(Map.of()));
    assertThatThrownBy(() -> machine.install(target -> target.accept(new byte[] {99}, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("kind=99");
  }

  // The form of pages depends on when views are taken. Would catch a digest that depends on it.
  @Test
  void digest_sameCommandsAndOtherViews_isTheSame() {
    var quiet = new Store(PushGenerator.OWN);
    var watched = new Store(PushGenerator.OWN);
    for (int i = 0; i < COMMANDS; i++) {
      Command command = JournaledStoreTest.command(generator.next());
      quiet.apply(command);
      watched.apply(command);
      watched.view();
    }
    assertThat(digest(watched)).as("seed=%d", seed).isEqualTo(digest(quiet));
    watched.apply(push("one more", 7));
    assertThat(digest(watched)).isNotEqualTo(digest(quiet));
  }

  @Test
  void at_everyCommand_movesTheTimeAndKeepsTheWindow() throws IOException {
    var once = new PushOrigin(300, "p", new PushOrigin.Once("o", 310));
    var machine = new StoreStateMachine(new Store(Map.of()));
    var push = new Command.Push(KEY, once, true, List.of(), Lifetimes.NONE);
    var moved = (Command.Push) machine.at(Proposal.of(push), 500).command();
    assertThat(moved.origin()).isEqualTo(new PushOrigin(500, "p", new PushOrigin.Once("o", 510)));
    var fail = new Command.Fail(KEY, PushOrigin.at(300), "no");
    assertThat(machine.at(Proposal.of(fail), 500).command())
        .isEqualTo(new Command.Fail(KEY, PushOrigin.at(500), "no"));
    var expire = new Command.Expire(300, 0, 1);
    assertThat(machine.at(Proposal.of(expire), 500).command()).isEqualTo(expire);
  }

  @Test
  void refusal_limitOfARule_comesWithTheProposal() throws IOException {
    var store = new Store(Map.of());
    var machine = new StoreStateMachine(store, new StateLimits(10, 100, 1_000));
    Command push = push("a", 3);

    assertThat(machine.refusal(Proposal.of(push))).isNull();
    Proposal sent = machine.decodeProposal(machine.encodeProposal(new Proposal(push, 2)));
    assertThat(machine.refusal(sent))
        .isEqualTo(new Outcome.OverLimit(Outcome.Limit.RULE_SERIES_PER_GROUP, 2));
    assertThat(machine.encode(sent)).isEqualTo(machine.encode(Proposal.of(push)));
  }

  private static final GroupingKey KEY = GroupingKey.of("job", "a");

  private static Command push(String job, int series) {
    var lines = new StringBuilder();
    for (int i = 0; i < series; i++) {
      lines.append("m{i=\"").append(i).append("\"} 1\n");
    }
    try {
      return Preparation.push(
          GroupingKey.of("job", job),
          TextParser.parse(lines.toString().getBytes(StandardCharsets.UTF_8), Names.LEGACY),
          true,
          PushOrigin.at(1),
          Lifetimes.NONE);
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static void install(Store source, Store target) throws IOException {
    var parts = new ArrayList<byte[]>();
    new StoreStateMachine(source).parts().forEachRemaining(parts::add);
    new StoreStateMachine(target)
        .install(
            consumer -> {
              for (byte[] part : parts) {
                consumer.accept(part, part.length);
              }
            });
  }

  private static long digest(Store store) {
    return StateDigest.of(store.view());
  }

  private static List<String> jobs(Store store) {
    var jobs = new ArrayList<String>();
    store.view().forEachGroup(group -> jobs.add(group.key().job()));
    return jobs;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
