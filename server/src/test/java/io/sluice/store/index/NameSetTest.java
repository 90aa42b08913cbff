package io.sluice.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Utf8;
import io.sluice.store.Seed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NameSetTest {
  // Would catch a name that is lost, duplicated or out of order, and a hash that is not updated.
  @Test
  void toggled_atRandom_isTheSetMadeAnew() {
    var random = new Random(Seed.next("NameSetTest"));
    var names = new TreeSet<String>(Utf8.BYTE_ORDER);
    NameSet set = NameSet.EMPTY;
    for (int i = 0; i < 2_000; i++) {
      var changes = new TreeSet<String>(Utf8.BYTE_ORDER);
      for (int left = random.nextInt(5); left >= 0; left--) {
        changes.add(random.nextInt(30) + (random.nextBoolean() ? "\uFF00" : "\uD83D\uDE00"));
      }
      NameSet before = set;
      set = set.toggled(changes.toArray(String[]::new));
      var removed = new ArrayList<>(names);
      changes.stream().filter(name -> !names.remove(name)).toList().forEach(names::add);
      removed.removeAll(names);

      assertThat(set).isEqualTo(NameSet.of(names)).hasSameHashCodeAs(NameSet.of(names));
      assertThat(set.isOf(names.toArray(String[]::new))).isTrue();
      assertThat(before.without(set)).isEqualTo(removed);
    }
  }

  // The names of groups often differ only in numbers.
  @Test
  void hashCode_setsOfNumberedNames_differs() {
    var hashes = new HashSet<Integer>();
    for (int a = 0; a < 100; a++) {
      for (int b = 0; b < 100; b++) {
        hashes.add(NameSet.of(List.of("metric_a" + a, "metric_b" + b)).hashCode());
      }
    }
    assertThat(hashes).hasSizeGreaterThan(9_900);
  }

  // "Aa" and "BB" have the same hash code, and so have all sets of as many of them: a hash map of
  // these is fast only if it can order them.
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
