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
final class Shapes {
  // Nearly every job has groups of one shape, so that is kept without a tree.

  /// The shapes of a job.
  private sealed interface OfJob {}

  private record One(List<String> shape, int groups) implements OfJob {}

  private record Many(ShapeTree tree) implements OfJob {}

  private final Map<String, OfJob> jobToShapes = new HashMap<>();

  /// One list object for each first shape of a job: there are far fewer shapes than jobs. Forgotten
  /// when there is no job left.
  private final Map<List<String>, List<String>> shapes = new HashMap<>();

  void add(GroupingKey key) {
    jobToShapes.compute(key.job(), (_, known) -> with(known, key));
  }

  void remove(GroupingKey key) {
    List<String> shape = shape(key);
    jobToShapes.computeIfPresent(key.job(), (_, known) -> without(known, shape));
    if (jobToShapes.isEmpty()) {
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
      case One one -> !one.shape.equals(shape(key));
      case Many many -> many.tree.hasOthersThan(shape(key));
    };
  }

  /// The shapes of the job of `key` that are made of names of `series`, but for that of `key`.
  List<List<String>> othersWithin(Labels series, GroupingKey key) {
    List<String> shape = shape(key);
    return switch (jobToShapes.get(key.job())) {
      case null -> List.of();
      case One one ->
          one.shape.equals(shape) || !one.shape.stream().allMatch(series::has)
              ? List.of()
              : List.of(one.shape);
      case Many many -> many.tree.othersWithin(series, shape);
    };
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

  private OfJob with(@Nullable OfJob known, GroupingKey key) {
    return switch (known) {
      case null -> new One(shapes.computeIfAbsent(shape(key), s -> s), 1);
      case One one when isShape(one.shape, key.labels()) -> new One(one.shape, one.groups + 1);
      case One one -> {
        var tree = new ShapeTree();
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

  private static List<String> shape(GroupingKey key) {
    Labels labels = key.labels();
    var names = new String[labels.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = labels.name(i);
    }
    return List.of(names);
  }
}
