package io.sluice.store;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which shapes of grouping keys are in use within each job.
///
/// The shape of a key is the list of its label names, sorted. Two groups of one shape can never
/// hold the same series, so only the other shapes of a job matter to the check for duplicate
/// series.
final class Shapes {
  /// A shape and how many groups of a job have it.
  static final class Use {
    final List<String> shape;
    int groups;

    Use(List<String> shape) {
      this.shape = shape;
    }
  }

  final Map<String, List<Use>> jobToUses = new HashMap<>();

  /// One list object for each shape: there are far fewer shapes than jobs.
  private final Map<List<String>, List<String>> shapes = new HashMap<>();

  void add(GroupingKey key) {
    List<String> shape = shape(key);
    List<Use> uses = jobToUses.computeIfAbsent(key.job(), _ -> new ArrayList<>(1));
    for (Use use : uses) {
      if (use.shape.equals(shape)) {
        use.groups++;
        return;
      }
    }
    var use = new Use(shapes.computeIfAbsent(shape, s -> s));
    use.groups = 1;
    uses.add(use);
  }

  void remove(GroupingKey key) {
    List<String> shape = shape(key);
    List<Use> uses = jobToUses.getOrDefault(key.job(), List.of());
    for (int i = 0; i < uses.size(); i++) {
      if (uses.get(i).shape.equals(shape) && --uses.get(i).groups == 0) {
        uses.remove(i);
        break;
      }
    }
    if (uses.isEmpty()) {
      jobToUses.remove(key.job());
    }
  }

  void clear() {
    jobToUses.clear();
    shapes.clear();
  }

  /// The shapes of other groups of the job than those with the shape of `key`.
  Collection<List<String>> othersThan(GroupingKey key) {
    List<Use> uses = jobToUses.getOrDefault(key.job(), List.of());
    if (uses.size() == 1 && uses.getFirst().shape.size() == key.labels().size()) {
      return uses.getFirst().shape.equals(shape(key)) ? List.of() : List.of(uses.getFirst().shape);
    }
    List<String> mine = shape(key);
    return uses.stream().map(use -> use.shape).filter(shape -> !shape.equals(mine)).toList();
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
