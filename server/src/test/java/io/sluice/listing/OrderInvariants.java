package io.sluice.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Store;
import java.util.ArrayList;
import java.util.TreeSet;

/// Compares the orders of a list with the groups of its store.
public final class OrderInvariants {
  private OrderInvariants() {}

  /// Checks that each maintained order contains all groups in the correct places.
  public static void check(GroupList list, Store store) {
    for (GroupOrder order : GroupOrder.values()) {
      Ranking ranking = list.orders().get(order);
      if (ranking != null) {
        var expected = new TreeSet<>(RankedKey.ORDER);
        store.directory().groups().forEach(group -> expected.add(order.place(group)));
        var shown = new ArrayList<RankedKey>();
        ranking.from(null, false).forEachRemaining(shown::add);
        assertThat(shown).as("%s", order).containsExactlyElementsOf(expected);
      }
    }
  }
}
