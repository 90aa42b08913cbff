package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.exposition.NaiveExposition;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricType;
import io.sluice.pages.FamilyHead;
import io.sluice.pages.PackedFamilies;
import io.sluice.pages.PackedFamiliesBuilder;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.NameSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoreRestoreTest {
  private static final int REQUESTS = 1_000;

  // Would catch a slot, a time, an empty family or a message that is lost, and a derived structure
  // that is not restored.
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
    var groups = new ArrayList<GroupView>();
    store.view().forEachGroup(groups::add);
    Collections.shuffle(groups, random);
    groups.forEach(group -> restore(restored, group));
    assertThat(restored.completeRestore()).isNull();

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

  // Would catch a derived structure that is not restored from pages, and one that is wrong after
  // something was left out.
  @Test
  void restore_pagesAndGroups_isTheSameStore() {
    long seed = Seed.next("StoreRestoreTest");
    var random = new Random(seed);
    var generator = new PushGenerator(random);
    var store = new Store(PushGenerator.OWN);
    for (int i = 0; i < REQUESTS; i++) {
      store.apply(StorePropertyTest.command(generator.next()));
    }
    var pages = new ArrayList<PackedFamilies>();
    store.view().pages().forEachRemaining(pages::add);
    Store restored = restoredWith(store, pages);

    assertThat(restored.completeRestore()).as("seed=%d", seed).isNull();
    StoreInvariants.check(restored);
    for (ExpositionFormat format : ExpositionFormat.values()) {
      assertThat(bytes(restored, format)).as("seed=%d", seed).isEqualTo(bytes(store, format));
    }
    for (int left = 0; left < pages.size(); left += 7) {
      var less = new ArrayList<>(pages);
      PackedFamilies lost = less.remove(left);
      Store incomplete = restoredWith(store, less);

      assertThat(incomplete.completeRestore()).as("seed=%d", seed).contains("are missing");
      StoreInvariants.checkSlots(incomplete);
      StoreInvariants.checkFamilies(incomplete);
      assertThat(incomplete.seriesCount()).isEqualTo(store.seriesCount() - seriesOf(lost));
    }
  }

  @Test
  void restore_pagesOutOfOrder_isRefused() {
    var store = new Store(PushGenerator.OWN);
    store.restore(page("x", 5, 7));

    assertThatThrownBy(() -> store.restore(page("x", 7))).hasMessageContaining("firstSlot=7");
    assertThatThrownBy(() -> store.restore(page("x", 9, 8))).hasMessageContaining("slot=8");
    assertThatThrownBy(() -> store.restore(page("x"))).hasMessageContaining("size=0");
    assertThat(store.completeRestore()).contains("2 families without a group").contains("slot=5");
    StoreInvariants.check(store);
  }

  private static PackedFamilies page(String name, int... slots) {
    var head = new FamilyHead(name, null, null, MetricType.GAUGE, StoredFamily.Form.TEXT, true);
    var packing = new PackedFamiliesBuilder(slots.length, 100 * slots.length);
    for (int slot : slots) {
      packing.add(slot, new StoredFamily(head, new byte[] {'x', ' ', '1', '\n'}, 1, 0));
    }
    return packing.pack();
  }

  private static long seriesOf(PackedFamilies page) {
    long sum = 0;
    for (int i = 0; i < page.size(); i++) {
      sum += page.seriesCount(i);
    }
    return sum;
  }

  /// The groups of `store`, and `pages`.
  private static Store restoredWith(Store store, List<PackedFamilies> pages) {
    var restored = new Store(PushGenerator.OWN);
    pages.forEach(restored::restore);
    store
        .view()
        .forEachGroup(
            g ->
                restored.restore(
                    new GroupSnapshot(
                        g.key(),
                        g.slot(),
                        g.names(),
                        g.emptyFamilies(),
                        g.pushStats(),
                        g.lifetimes(),
                        g.aggregationStates())));
    return restored;
  }

  @Test
  void restore_slotTaken_isRefused() {
    var store = new Store(PushGenerator.OWN);
    restore(store, "a");

    assertThatThrownBy(() -> restore(store, "b")).hasMessageContaining("slot=7");
    assertThatThrownBy(() -> restore(store, "a")).hasMessageContaining("job=\"a\"");
  }

  // Earlier versions accepted such pushes. Their data must not prevent a start, and can be deleted.
  @Test
  void restore_twoGroupsWithOneSeries_startsAndRefusesMore() {
    var first = new Pushing();
    first.put(GroupingKey.of("job", "a"), "w 1\n");
    var second = new Pushing();
    second.put(GroupingKey.of(), "w{job=\"a\"} 2\n");
    var third = new Pushing();
    third.put(GroupingKey.of("job", "a", "x", ""), "v 3\n");
    var restored = new Store(Map.of());
    for (Pushing one : List.of(first, second, third)) {
      one.store()
          .view()
          .forEachGroup(group -> restore(restored, group, restored.state.groupCount()));
    }
    assertThat(restored.completeRestore()).isNull();
    var gateway = new Pushing(restored);

    assertThat(gateway.scrape().lines().filter(line -> line.startsWith("w{"))).hasSize(2);
    assertThat(gateway.put(GroupingKey.of("job", "a"), "w 1\n"))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(gateway.put(GroupingKey.of("job", "a"), "v 1\n"))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(gateway.put(GroupingKey.of("job", "a", "x", ""), "u 1\n"))
        .isEqualTo(Outcome.APPLIED);
    gateway.delete(GroupingKey.of());
    assertThat(gateway.put(GroupingKey.of("job", "a"), "w 1\n")).isEqualTo(Outcome.APPLIED);
  }

  private static void restore(Store store, String job) {
    store.restore(
        new GroupSnapshot(
            GroupingKey.of("job", job),
            7,
            NameSet.EMPTY,
            List.of(),
            GroupPushStats.NONE,
            Lifetimes.NONE,
            Map.of()));
  }

  private static void restore(Store store, GroupView group) {
    restore(store, group, group.slot());
  }

  private static void restore(Store store, GroupView group, int slot) {
    var families = new ArrayList<StoredFamily>();
    for (StoredFamily f : group.families()) {
      families.addFirst(new StoredFamily(f.head(), f.bytes(), f.seriesCount(), f.receivedNanos()));
    }
    store.restore(
        new GroupSnapshot(
            group.key(),
            slot,
            NameSet.EMPTY,
            families,
            group.pushStats(),
            group.lifetimes(),
            group.aggregationStates()));
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
