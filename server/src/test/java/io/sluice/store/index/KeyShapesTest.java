package io.sluice.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.store.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyShapesTest {
  private static final GroupingKey OWN = GroupingKey.of("job", "j");

  private final KeyShapes shapes = new KeyShapes();

  // Would catch: a search that looks up only one branch if both must be searched, a name that is
  // skipped, a key with the wrong values.
  @Test
  void othersWithin_randomShapes_areThoseOfANaiveSearch() {
    long seed = Seed.next("ShapesTest");
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var others = new KeyShapes();
      var keys = new HashSet<GroupingKey>(Set.of(OWN));
      for (int i = random.nextInt(12); i > 0; i--) {
        keys.add(subset(random.nextInt(1 << 10), "1"));
      }
      keys.forEach(others::add);
      Labels series = subset(random.nextInt(1 << 10), "2").labels();

      List<GroupingKey> found = others.othersWithin(series, OWN);

      assertThat(found)
          .as("seed=%d series=%s keys=%s", seed, series, keys)
          .containsExactlyInAnyOrderElementsOf(naiveOthersWithin(keys, series));
    }
  }

  @Test
  void othersWithin_mostShapes_areFoundAndOneMoreIsTooMany() {
    List<GroupingKey> all = new ArrayList<>();
    for (int mask = 0; all.size() < KeyShapes.MAX_FOUND + 1; mask++) {
      all.add(subset(mask, "1")); // the first has the own shape, which is not counted
    }
    all.forEach(shapes::add);
    Labels series = subset((1 << 10) - 1, "1").labels();

    assertThat(shapes.othersWithin(series, OWN))
        .containsExactlyInAnyOrderElementsOf(all.subList(1, all.size()));

    shapes.add(subset(KeyShapes.MAX_FOUND + 1, "1"));
    assertThat(shapes.othersWithin(series, OWN)).isNull();
    assertThat(shapes.othersWithin(OWN.labels(), OWN)).isEmpty();

    shapes.remove(subset(3, "1"));
    assertThat(shapes.othersWithin(series, OWN)).hasSize(KeyShapes.MAX_FOUND);
  }

  // None of the shapes fits, but a search without a bound visits more than a thousand nodes.
  @Test
  void othersWithin_shapesThatFitButForOneName_areTooMany() {
    for (int mask = 0; mask < 1 << 10; mask++) {
      shapes.add(new GroupingKey(subset(mask, "1").labels().overlaidWith(Labels.of("z", "1"))));
    }

    assertThat(shapes.othersWithin(subset((1 << 10) - 1, "1").labels(), OWN)).isNull();
    assertThat(shapes.othersWithin(subset(3, "1").labels(), OWN)).isEmpty();
  }

  @Test
  void othersWithin_manyShapesOfOtherNames_costNothing() {
    for (int i = 0; i < 10_000; i++) {
      shapes.add(GroupingKey.of("job", "j", "a" + i, "1", "tag" + i, "1"));
    }

    assertThat(shapes.othersWithin(Labels.of("job", "j", "tag", "1", "a7", "1", "tag7", "1"), OWN))
        .containsExactly(GroupingKey.of("job", "j", "a7", "1", "tag7", "1"));
  }

  // The maximum length of keys by default, with most names in common.
  @Test
  void othersWithin_afewVeryLongShapes_areFound() {
    List<GroupingKey> longOnes = new ArrayList<>();
    for (String last : List.of("x", "y", "z")) {
      var pairs = new ArrayList<String>(List.of("job", "j", last, "1"));
      for (int i = 0; i < 254; i++) {
        Collections.addAll(pairs, "n" + i, "1");
      }
      longOnes.add(GroupingKey.of(pairs.toArray(String[]::new)));
    }
    longOnes.forEach(shapes::add);
    Labels series =
        longOnes.get(0).labels().overlaidWith(longOnes.get(1).labels()).without("n0").without("x");
    Labels all = longOnes.get(0).labels().overlaidWith(longOnes.get(1).labels());

    assertThat(shapes.othersWithin(series, OWN)).isEmpty();
    assertThat(shapes.othersWithin(all, OWN))
        .containsExactlyInAnyOrder(longOnes.get(0), longOnes.get(1));
  }

  // A tree that did not treat its root as a shape lost the group without labels, and its check for
  // duplicates.
  @Test
  void remove_allButTheGroupWithoutLabels_keepsThat() {
    GroupingKey nobody = GroupingKey.of();
    GroupingKey tagged = GroupingKey.of("tag", "1");
    shapes.add(nobody);
    shapes.add(tagged);
    shapes.remove(tagged);

    assertThat(shapes.hasOthersThan(tagged)).isTrue();
    assertThat(shapes.othersWithin(tagged.labels(), tagged)).containsExactly(nobody);

    shapes.remove(nobody);
    assertThat(shapes.jobCount()).isZero();
  }

  // A client that creates groups of new shapes and deletes them must not exhaust the memory.
  @Test
  void remove_shapesThatCameAndWent_areForgottenWhileAJobStays() {
    shapes.add(OWN);
    for (int i = 0; i < 1_000; i++) {
      GroupingKey other = GroupingKey.of("job", "other", "n" + i, "1");
      shapes.add(other);
      shapes.remove(other);
    }

    assertThat(shapes.sharedCount()).isLessThanOrEqualTo(shapes.jobCount());
  }

  /// The key of the job with those of ten labels whose bits are set in `mask`.
  private static GroupingKey subset(int mask, String value) {
    var pairs = new ArrayList<String>(List.of("job", "j"));
    for (int i = 0; i < 10; i++) {
      if ((mask >> i & 1) != 0) {
        Collections.addAll(pairs, "" + (char) ('e' + i), value);
      }
    }
    return GroupingKey.of(pairs.toArray(String[]::new));
  }

  private static Set<GroupingKey> naiveOthersWithin(Set<GroupingKey> keys, Labels series) {
    var found = new HashSet<GroupingKey>();
    for (GroupingKey key : keys) {
      Labels projected = series;
      boolean fits = true;
      for (int i = 0; i < series.size(); i++) {
        projected =
            key.labels().has(series.name(i)) ? projected : projected.without(series.name(i));
      }
      for (int i = 0; i < key.labels().size(); i++) {
        fits &= series.has(key.labels().name(i));
      }
      if (fits) {
        found.add(new GroupingKey(projected));
      }
    }
    found.remove(OWN);
    return found;
  }
}
