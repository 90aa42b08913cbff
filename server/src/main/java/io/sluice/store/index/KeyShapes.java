package io.sluice.store.index;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The shapes of grouping keys in each job.
///
/// The shape of a key is the sorted list of the names of its labels that are not empty. Two groups
/// with the same shape cannot contain the same series unless their keys differ only in empty
/// labels. So the check for duplicate series only has to examine the other shapes of the job, and
/// those of groups without a job; and of these only the shapes whose names are all label names of
/// the series.
public final class KeyShapes {
  // Nearly every job has only one shape, which is stored without a tree.

  /// The maximum number of other groups in which a series is searched for: all combinations of four
  /// optional names.
  public static final int MAX_FOUND = 16;

  /// The result of [GroupingKey#job] for a key without a job.
  private static final String NO_JOB = "";

  private static final int MAX_STEPS_PER_LABEL = 16;

  /// Each step may be a recursive call.
  private static final int MAX_STEPS = 4_096;

  /// The shapes of a job.
  private sealed interface OfJob {}

  private record One(List<String> shape, int groups) implements OfJob {}

  private record Many(KeyShapeTree tree) implements OfJob {}

  private final Map<String, OfJob> jobToShapes = new HashMap<>();

  /// Shares one list object among equal first shapes of jobs, because there are usually far fewer
  /// shapes than jobs. Cleared if there are not, so that unused shapes do not accumulate.
  private final Map<List<String>, List<String>> shapes = new HashMap<>();

  public void add(GroupingKey key) {
    GroupingKey bare = key.withoutEmpty();
    jobToShapes.compute(bare.job(), (_, known) -> with(known, bare));
  }

  public void remove(GroupingKey key) {
    List<String> shape = shape(key.withoutEmpty());
    jobToShapes.computeIfPresent(key.job(), (_, known) -> without(known, shape));
    if (shapes.size() > jobToShapes.size()) {
      shapes.clear();
    }
  }

  public void clear() {
    jobToShapes.clear();
    shapes.clear();
  }

  /// Whether there are groups of another shape that could contain a series of the group `bare`:
  /// groups of its job, without a job, or of any job if it has none itself.
  public boolean hasOthersThan(GroupingKey bare) {
    boolean hasWithoutJob = jobToShapes.containsKey(NO_JOB);
    int otherJobs = jobToShapes.size() - (hasWithoutJob ? 1 : 0);
    return hasOthersOfJob(bare) || (bare.job().isEmpty() ? otherJobs > 0 : hasWithoutJob);
  }

  /// Whether there are groups of another shape with the job of `bare`, or without a job if it has
  /// none.
  public boolean hasOthersOfJob(GroupingKey bare) {
    return switch (jobToShapes.get(bare.job())) {
      case null -> false;
      case One one -> !isShape(one.shape, bare.labels());
      case Many many -> many.tree.hasOthersThan(shape(bare));
    };
  }

  /// The keys that `series` could have in other groups than `bare`: its labels for each shape that
  /// consists of its names, with its job or without a job. Null if there are more than
  /// [#MAX_FOUND], or if the search with the job or the one without a job exceeds [#maxSteps],
  /// because many shapes begin with names of the series and continue with others.
  ///
  /// @param series without empty labels
  @Nullable public List<GroupingKey> othersWithin(Labels series, GroupingKey bare) {
    String job = series.get("job");
    List<GroupingKey> withoutJob = othersWithin(NO_JOB, series, bare);
    List<GroupingKey> ofJob = job == null ? List.of() : othersWithin(job, series, bare);
    if (withoutJob == null || ofJob == null || withoutJob.isEmpty()) {
      return withoutJob == null ? null : ofJob;
    }
    var all = new ArrayList<GroupingKey>(ofJob);
    all.addAll(withoutJob);
    return all.size() > MAX_FOUND ? null : all;
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

  /// The maximum number of name lookups and tree nodes for `series`. A shape that has little in
  /// common with others needs one lookup for each of its names. An empty `instance`, which is not
  /// among the labels, counts like another label.
  static int maxSteps(Labels series) {
    return Math.min(MAX_STEPS, MAX_STEPS_PER_LABEL * (1 + series.size()));
  }

  /// The number of groups of each shape of a job.
  public Map<List<String>, Integer> counts(String job) {
    return switch (jobToShapes.get(job)) {
      case null -> Map.of();
      case One one -> Map.of(one.shape, one.groups);
      case Many many -> many.tree.counts();
    };
  }

  public int jobCount() {
    return jobToShapes.size();
  }

  /// The number of shared shapes.
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
