package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameSetTest {
  // "Aa" and "BB" have one hash code, and so have all sets of as many of them: a hash map of these
  // is fast only if it can order them.
  @Test
  void compareTo_setsOfOneHashCode_ordersThemAsEqualsDoes() {
    List<NameSet> sets = new ArrayList<>(List.of(NameSet.of(List.of("n"))));
    for (String first : List.of("Aa", "BB")) {
      for (String second : List.of("xAa", "xBB")) {
        sets.add(NameSet.of(List.of(first, second)));
      }
    }

    assertThat(sets.subList(1, 5))
        .extracting(Object::hashCode)
        .containsOnly(sets.get(1).hashCode());
    for (NameSet a : sets) {
      for (NameSet b : sets) {
        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
      }
    }
    assertThat(NameSet.of(List.of("b", "a"))).isEqualByComparingTo(NameSet.of(List.of("a", "b")));
  }
}
