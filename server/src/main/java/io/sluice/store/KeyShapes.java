package io.sluice.store;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which shapes of grouping keys are in use within each job.
///
/// The shape of a key is the list of its label names, sorted. Two groups of one shape can never
/// hold the same series, so only the other shapes of a job matter to the check for duplicate
/// series; and of these only the ones whose names a series all has.
final class KeyShapes {
  // Nearly every job has groups of one shape, so that is kept without a tree.

  /// How many other groups one series is looked for in: all that four names that keys may have or
  /// not can make.
  static final int MOST_FOUND = 16;

  private static final int MOST_STEPS_PER_LABEL = 16;

  /// Each may be a call on the stack.
  private static final int MOST_STEPS = 4_096;

  /// The shapes of a job.
  private sealed interface OfJob {}

  private record One(List<String> shape, int groups) implements OfJob {}

  private record Many(KeyShapeTree tree) implements OfJob {}

  private final Map<String, OfJob> jobToShapes = new HashMap<>();

  /// One list object for each first shape of a job: there are far fewer shapes than jobs. Forgotten
  /// when that has turned out to be wrong, so that shapes which came and went leave nothing behind.
  private final Map<List<String>, List<String>> shapes = new HashMap<>();

  void add(GroupingKey key) {
    jobToShapes.compute(key.job(), (_, known) -> with(known, key));
  }

  void remove(GroupingKey key) {
    List<String> shape = shape(key);
    jobToShapes.computeIfPresent(key.job(), (_, known) -> without(known, shape));
    if (shapes.size() > jobToShapes.size()) {
      shapes.clear();
    }
  }

  void clear() {
    jobToShapes.clear();
    shapes.clear();
  }

  /// Whether the job of `key` has groups of another shape.
  boolean hasOthersThan(GroupingKey key) {
    return switch (jobToShapes.get(key.job())) {
      case null -> false;
      case One one -> !isShape(one.shape, key.labels());
      case Many many -> many.tree.hasOthersThan(shape(key));
    };
  }

  /// The keys that `series` could have in groups of the job of `key`: its labels for each shape
  /// that is made of names it has, but not `key`, which is one of them. Null if there are more than
  /// [#MOST_FOUND], or if they are not found in [#mostSteps]: many shapes begin with names of the
  /// series and go on with others.
  @Nullable List<GroupingKey> othersWithin(Labels series, GroupingKey key) {
    return switch (jobToShapes.get(key.job())) {
      case null -> List.of();
      case One one -> {
        GroupingKey only = projected(series, one.shape);
        yield only == null || only.equals(key) ? List.of() : List.of(only);
      }
      case Many many -> many.tree.othersWithin(series, key);
    };
  }

  /// How many look-ups of a name, and nodes of a tree, `series` is worth. It is one look-up for
  /// each name of a shape that has little in common with others.
  static int mostSteps(Labels series) {
    return Math.min(MOST_STEPS, MOST_STEPS_PER_LABEL * series.size());
  }

  /// How many groups of each shape a job has.
  Map<List<String>, Integer> counts(String job) {
    return switch (jobToShapes.get(job)) {
      case null -> Map.of();
      case One one -> Map.of(one.shape, one.groups);
      case Many many -> many.tree.counts();
    };
  }

  int jobCount() {
    return jobToShapes.size();
  }

  /// How many shapes are kept to be shared.
  int sharedCount() {
    return shapes.size();
  }

  private OfJob with(@Nullable OfJob known, GroupingKey key) {
    return switch (known) {
      case null -> new One(shapes.computeIfAbsent(shape(key), s -> s), 1);
      case One one when isShape(one.shape, key.labels()) -> new One(one.shape, one.groups + 1);
      case One one -> {
        var tree = new KeyShapeTree();
        tree.add(one.shape, one.groups);
        tree.add(shape(key), 1);
        yield new Many(tree);
      }
      case Many many -> {
        many.tree.add(shape(key), 1);
        yield many;
      }
    };
  }

  private static boolean isShape(List<String> shape, Labels labels) {
    boolean isShape = shape.size() == labels.size();
    for (int i = 0; i < shape.size() && isShape; i++) {
      isShape = shape.get(i).equals(labels.name(i));
    }
    return isShape;
  }

  private static @Nullable OfJob without(OfJob known, List<String> shape) {
    return switch (known) {
      case One one -> one.groups == 1 ? null : new One(one.shape, one.groups - 1);
      case Many many -> {
        many.tree.remove(shape);
        yield many.tree.isEmpty() ? null : many;
      }
    };
  }

  private static @Nullable GroupingKey projected(Labels series, List<String> shape) {
    var indexes = new int[shape.size()];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = series.indexOf(shape.get(i));
      if (indexes[i] < 0) {
        return null;
      }
    }
    return new GroupingKey(series.select(indexes, indexes.length));
  }

  private static List<String> shape(GroupingKey key) {
    Labels labels = key.labels();
    var names = new String[labels.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = labels.name(i);
    }
    return List.of(names);
  }
}
