package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.command.PushOrigin;
import io.sluice.model.GroupingKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Random changes to many groups at once, compared with the same changes one by one.
class GroupsPropertyTest {
  private static final int COMMANDS = 1_500;

  private final Store together = new Store(PushGenerator.OWN);
  private final Store oneByOne = new Store(PushGenerator.OWN);

  // Would catch: a part that is applied although another one is refused, parts that are wrongly
  // found to be consistent, an outcome that belongs to another part.
  @Test
  void apply_randomParts_isAsOneByOneOrNothing() {
    long seed = Seed.next("GroupsPropertyTest");
    var random = new Random(seed);
    var generator = new PushGenerator(random);
    int applied = 0;
    int refused = 0;
    for (int i = 0; i < COMMANDS; i++) {
      List<Command.Part> parts = parts(generator, 1 + random.nextInt(4));
      boolean isAllOrNothing = random.nextBoolean();
      var command = new Command.Groups(parts, PushOrigin.at(i + 1L), isAllOrNothing);
      Outcome outcome = together.apply(command);
      if (outcome instanceof Outcome.Each each) {
        assertThat(each.outcomes())
            .as("seed=%d number=%d", seed, i)
            .isEqualTo(parts.stream().map(oneByOne::apply).toList());
      } else if (outcome instanceof Outcome.Rejected rejected) {
        refused++;
        for (Command.Part part : parts) {
          oneByOne.apply(new Command.Fail(part.key(), command.origin(), rejected.message()));
        }
      } else {
        applied++;
        for (Command.Part part : parts) {
          assertThat(oneByOne.apply(part))
              .as("seed=%d number=%d", seed, i)
              .isEqualTo(Outcome.APPLIED);
        }
      }
      assertThat(text(together)).as("seed=%d number=%d", seed, i).isEqualTo(text(oneByOne));
      StoreInvariants.check(together);
      if (random.nextInt(20) == 0) {
        together.apply(new Command.Wipe());
        oneByOne.apply(new Command.Wipe());
      }
    }
    assertThat(applied).as("seed=%d", seed).isGreaterThan(50);
    assertThat(refused).as("seed=%d", seed).isGreaterThan(50);
  }

  private static List<Command.Part> parts(PushGenerator generator, int count) {
    var parts = new ArrayList<Command.Part>();
    Set<GroupingKey> keys = new HashSet<>();
    while (parts.size() < count) {
      if (generator.next() instanceof PushGenerator.Request.Push push && keys.add(push.key())) {
        parts.add(StorePropertyTest.command(push));
      }
    }
    return parts;
  }

  private static String text(Store store) {
    return Pushing.scrape(store.view(), List.of());
  }
}
