package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.exposition.NaiveExposition;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoreDeterminismTest {
  private static final int REQUESTS = 2_000;

  // A store that is recovered from a log, or that follows another one, must be the same, regardless
  // of the views taken of the first one. Would catch dependence on hash order, on identity, and on
  // views.
  @Test
  void apply_sameCommandsWithOtherViews_givesTheSameBytesAndOutcomes() {
    long seed = Seed.next("StoreDeterminismTest");
    List<Command> commands = commands(seed);
    var plain = new Store(PushGenerator.OWN);
    var viewed = new Store(PushGenerator.OWN);
    var random = new Random(seed);
    for (Command command : commands) {
      Outcome outcome = plain.apply(command);
      if (random.nextInt(3) == 0) {
        viewed.view();
      }
      assertThat(viewed.apply(command)).as("seed=%d", seed).isEqualTo(outcome);
    }
    for (ExpositionFormat format : ExpositionFormat.values()) {
      assertThat(bytes(viewed, format)).as("seed=%d", seed).isEqualTo(bytes(plain, format));
    }
  }

  private static List<Command> commands(long seed) {
    var generator = new PushGenerator(new Random(seed));
    var commands = new ArrayList<Command>(REQUESTS);
    for (int i = 0; i < REQUESTS; i++) {
      commands.add(StorePropertyTest.command(generator.next()));
    }
    return commands;
  }

  private static byte[] bytes(Store store, ExpositionFormat format) {
    return NaiveExposition.bytes(store.view(), format, EscapingScheme.UNDERSCORES);
  }
}
