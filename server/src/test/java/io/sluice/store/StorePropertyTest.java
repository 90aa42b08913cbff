package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.exposition.NaiveExposition;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.listing.GroupList;
import io.sluice.listing.GroupOrder;
import io.sluice.listing.GroupQuery;
import io.sluice.listing.OrderInvariants;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random requests with all kinds of conflicts, compared with [NaiveStore].
class StorePropertyTest {
  private static final int REQUESTS = 3_000;
  private static final int SCRAPE_EVERY = 50;

  /// A view and its content, which must not change.
  private record Snapshot(StoreView view, byte[] scrape) {}

  private final Store store = new Store(PushGenerator.OWN);
  private final GroupList groups = new GroupList(store);
  private final NaiveStore naive = new NaiveStore(PushGenerator.OWN);
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();

  // Would catch: a conflict that an index misses, an index that is not updated, a page that changes
  // during a scrape, a stored form that loses data.
  @Test
  void apply_randomRequests_agreesWithTheNaiveStore() {
    long seed = Seed.next("StorePropertyTest");
    var generator = new PushGenerator(new Random(seed));
    for (int i = 0; i < REQUESTS; i++) {
      PushGenerator.Request request = generator.next();
      askForOrders();
      try {
        play(request);
        StoreInvariants.check(store);
        OrderInvariants.check(groups, store);
        if (i % SCRAPE_EVERY == 0) {
          compareAll();
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed=%d number=%d %s".formatted(seed, i, request), e);
      }
    }
    compareAll();
    for (Snapshot snapshot : snapshots) {
      assertThat(text(snapshot.view())).as("seed=%d", seed).isEqualTo(snapshot.scrape());
    }
    assertAllHappened(seed);
  }

  /// Orders are maintained after their first use; a wipe removes them.
  private void askForOrders() {
    for (GroupOrder order : GroupOrder.values()) {
      groups.list(new GroupQuery(order, false, new GroupQuery.Everywhere(), _ -> true, 1, null));
    }
  }

  private void play(PushGenerator.Request request) {
    switch (request) {
      case PushGenerator.Request.Push push -> {
        Outcome outcome = store.apply(command(request));
        boolean isAccepted =
            naive.push(push.key(), push.body(), push.replace(), push.receivedNanos());
        messages.add(outcome instanceof Outcome.Rejected r ? r.message() : "applied");
        assertThat(outcome instanceof Outcome.Applied).as("%s", outcome).isEqualTo(isAccepted);
        compare(push.key());
      }
      case PushGenerator.Request.Delete delete -> {
        store.apply(command(request));
        naive.delete(delete.key());
      }
      case PushGenerator.Request.DeleteFamily delete -> {
        boolean isGroupThere = naive.groups().containsKey(delete.key());
        int series = naive.deleteFamily(delete.key(), delete.family());
        assertThat(store.apply(command(request)))
            .isEqualTo(
                series < 0
                    ? new Outcome.NotFound(isGroupThere)
                    : new Outcome.FamilyDeleted(series));
        messages.add(series < 0 ? "no such family" : "family deleted");
        compare(delete.key());
      }
      case PushGenerator.Request.Wipe _ -> {
        store.apply(command(request));
        naive.wipe();
      }
    }
  }

  static Command.Part command(PushGenerator.Request.Push push) {
    return Preparation.push(
        push.key(),
        push.body(),
        push.replace(),
        PushOrigin.at(push.receivedNanos()),
        Lifetimes.NONE);
  }

  static Command command(PushGenerator.Request request) {
    return switch (request) {
      case PushGenerator.Request.Push push -> command(push);
      case PushGenerator.Request.Delete delete -> new Command.Delete(delete.key());
      case PushGenerator.Request.DeleteFamily delete ->
          new Command.DeleteFamily(delete.key(), delete.family());
      case PushGenerator.Request.Wipe _ -> new Command.Wipe();
    };
  }

  private @Nullable GroupView group(GroupingKey key) {
    GroupRecord stored = store.state.keyToGroup.get(key);
    return stored == null ? null : store.view().group(stored);
  }

  private void compareAll() {
    assertThat(store.state.keyToGroup.keySet()).isEqualTo(naive.groups().keySet());
    naive.groups().keySet().forEach(this::compare);
    StoreView view = store.view();
    assertThat(view.groupCount()).isEqualTo(naive.groups().size());
    new NaiveExposition(naive).assertShownBy(view);
    snapshots.add(new Snapshot(view, text(view)));
  }

  private void compare(GroupingKey key) {
    GroupView group = group(key);
    NaiveStore.NaiveGroup expected = naive.groups().get(key);
    assertThat(group == null).isEqualTo(expected == null);
    if (group == null || expected == null) {
      return;
    }
    var families = new TreeMap<String, NaiveStore.NaiveFamily>();
    for (StoredFamily family : group.families()) {
      assertThat(family.seriesCount()).isEqualTo(family.metrics().size());
      families.put(
          family.name(), new NaiveStore.NaiveFamily(family.family(), family.receivedNanos()));
    }
    assertThat(families).isEqualTo(expected.families());
    assertThat(group.pushNanos()).isEqualTo(expected.pushNanos());
    assertThat(group.failureNanos()).isEqualTo(expected.failureNanos());
    assertThat(group.failureMessage() != null).isEqualTo(expected.hasFailed());
  }

  /// The test proves nothing about cases that the generator never creates.
  private void assertAllHappened(long seed) {
    for (String message :
        List.of(
            "applied",
            "family deleted",
            "no such family",
            "timestamps",
            "is set by the gateway",
            "was collected before with",
            "collected metric \"push_time_seconds\"",
            "is not a COUNTER",
            "is not a GAUGE",
            "gathered metric family",
            "previously collected summary",
            "previously collected histogram",
            "collected histogram or summary named",
            "collected histogram named",
            "explicit \"le\"",
            "explicit \"quantile\"",
            "two or more labels with the same name: z",
            "(names escaped as ",
            "invalid name: __bad",
            "is not utf8",
            "span")) {
      assertThat(messages).as("seed=%d", seed).anyMatch(m -> m.contains(message));
    }
  }

  private static byte[] text(StoreView view) {
    return NaiveExposition.bytes(view, ExpositionFormat.TEXT, EscapingScheme.ALLOW_UTF8);
  }
}
