package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.model.GroupingKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoreRestoreTest {
  private static final int REQUESTS = 1_000;

  // Would catch a slot, a time, an empty family or a message that is lost on the way, and a derived
  // structure that restoring forgets.
  @Test
  void restore_groupsInAnyOrder_isTheSameStore() {
    long seed = Seed.next("StoreRestoreTest");
    var random = new Random(seed);
    var generator = new PushGenerator(random);
    var store = new Store(PushGenerator.OWN);
    for (int i = 0; i < REQUESTS; i++) {
      store.apply(StorePropertyTest.command(generator.next()));
    }
    var restored = new Store(PushGenerator.OWN);
    var groups = new ArrayList<Group>();
    store.view().forEachGroup(groups::add);
    Collections.shuffle(groups, random);
    groups.forEach(group -> restore(restored, group));

    StoreInvariants.check(restored);
    for (int i = 0; i < REQUESTS; i++) {
      Command command = StorePropertyTest.command(generator.next());
      assertThat(restored.apply(command)).as("seed=%d", seed).isEqualTo(store.apply(command));
    }
    for (ExpositionFormat format : ExpositionFormat.values()) {
      assertThat(bytes(restored, format)).as("seed=%d", seed).isEqualTo(bytes(store, format));
    }
    assertThat(messages(restored)).as("seed=%d", seed).isEqualTo(messages(store));
  }

  @Test
  void restore_slotTaken_isRefused() {
    var store = new Store(PushGenerator.OWN);
    restore(store, "a");

    assertThatThrownBy(() -> restore(store, "b")).hasMessageContaining("slot=7");
    assertThatThrownBy(() -> restore(store, "a")).hasMessageContaining("job=\"a\"");
  }

  private static void restore(Store store, String job) {
    store.restore(
        new RestoredGroup(
            GroupingKey.of("job", job), 7, List.of(), PushHistory.NONE, Lifetimes.NONE, Map.of()));
  }

  private static void restore(Store store, Group group) {
    var families = new ArrayList<StoredFamily>();
    for (StoredFamily f : group.families()) {
      families.addFirst(new StoredFamily(f.head(), f.bytes(), f.seriesCount(), f.receivedNanos()));
    }
    store.restore(
        new RestoredGroup(
            group.key(),
            group.slot(),
            families,
            group.history(),
            group.lifetimes(),
            group.memories()));
  }

  private static List<String> messages(Store store) {
    var messages = new ArrayList<String>();
    store
        .view()
        .forEachGroup(g -> messages.add(g.key() + " " + g.pushNanos() + " " + g.failureMessage()));
    return messages;
  }

  private static byte[] bytes(Store store, ExpositionFormat format) {
    return NaiveExposition.bytes(store.view(), format, EscapingScheme.DOTS);
  }
}
