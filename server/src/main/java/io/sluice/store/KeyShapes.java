package io.sluice.store;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which shapes of grouping keys are in use within each job.
///
/// The shape of a key is the list of the names of its labels that are not empty, sorted. Two groups
/// of one shape can never hold the same series unless their keys differ in empty labels only, so
/// only the other shapes of a job matter to the check for duplicate series, and those of groups
/// without a job; and of these only the ones whose names a series all has.
final class KeyShapes {
  // Nearly every job has groups of one shape, so that is kept without a tree.

  /// How many other groups one series is looked for in: all that four names that keys may have or
  /// not can make.
  static final int MOST_FOUND = 16;

  /// What [GroupingKey#job] says of a key without one.
  private static final String NO_JOB = "";

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
    GroupingKey bare = key.withoutEmpty();
    jobToShapes.compute(bare.job(), (_, known) -> with(known, bare));
  }

  void remove(GroupingKey key) {
    List<String> shape = shape(key.withoutEmpty());
    jobToShapes.computeIfPresent(key.job(), (_, known) -> without(known, shape));
    if (shapes.size() > jobToShapes.size()) {
      shapes.clear();
    }
  }

  void clear() {
    jobToShapes.clear();
    shapes.clear();
  }

  /// Whether there are groups of another shape that could hold a series of the group `bare`: of its
  /// job, without a job, or of any job if it has none itself.
  boolean hasOthersThan(GroupingKey bare) {
    boolean hasWithoutJob = jobToShapes.containsKey(NO_JOB);
    int otherJobs = jobToShapes.size() - (hasWithoutJob ? 1 : 0);
    return hasOthersOfJob(bare) || (bare.job().isEmpty() ? otherJobs > 0 : hasWithoutJob);
  }

  /// Whether the job of `bare` has groups of another shape; or, if it has none, whether other
  /// groups without a job have.
  boolean hasOthersOfJob(GroupingKey bare) {
    return switch (jobToShapes.get(bare.job())) {
      case null -> false;
      case One one -> !isShape(one.shape, bare.labels());
      case Many many -> many.tree.hasOthersThan(shape(bare));
    };
  }

  /// The keys that `series` could have in other groups than `bare`: its labels for each shape that
  /// is made of names it has, of its job or without a job. Null if there are more than
  /// [#MOST_FOUND], or if they are not found in [#mostSteps] for each of both: many shapes begin
  /// with names of the series and go on with others.
  ///
  /// @param series without empty labels
  @Nullable List<GroupingKey> othersWithin(Labels series, GroupingKey bare) {
    String job = series.get("job");
    List<GroupingKey> withoutJob = othersWithin(NO_JOB, series, bare);
    List<GroupingKey> ofJob = job == null ? List.of() : othersWithin(job, series, bare);
    if (withoutJob == null || ofJob == null || withoutJob.isEmpty()) {
      return withoutJob == null ? null : ofJob;
    }
    var all = new ArrayList<GroupingKey>(ofJob);
    all.addAll(withoutJob);
    return all.size() > MOST_FOUND ? null : all;
  }

  private @Nullable List<GroupingKey> othersWithin(String job, Labels series, GroupingKey bare) {
    return switch (jobToShapes.get(job)) {
      case null -> List.of();
      case One one -> {
        GroupingKey only = projected(series, one.shape);
        yield only == null || only.equals(bare) ? List.of() : List.of(only);
      }
      case Many many -> many.tree.othersWithin(series, bare);
    };
  }

  /// How many look-ups of a name, and nodes of a tree, `series` is worth. It is one look-up for
  /// each name of a shape that has little in common with others. An empty `instance`, which is not
  /// among the labels, counts like another label.
  static int mostSteps(Labels series) {
    return Math.min(MOST_STEPS, MOST_STEPS_PER_LABEL * (1 + series.size()));
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
