package io.sluice.store.index;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The shapes of a job that has several, with the number of groups of each.
public final class KeyShapeTree {
  // The path to a node is a shape. A search for shapes that consist of given names only follows
  // these names, so the number of shapes with other names does not matter. A series with n labels
  // could still match 2^n shapes, and nodes without shapes, so a search has bounds (see KeyShapes).
  // They are proportional to the number of labels of the series, like the cost of parsing it.
  // Looking up the only name that follows on a long path is one step, so a few long shapes are
  // within the bounds.
  //
  // Paths can be as long as URLs allow, so recursion is avoided where possible; the depth of the
  // search is limited by its number of steps.

  /// A shape, and the shapes that extend it with more names.
  private static final class Node {
    final TreeMap<String, Node> nameToNext = new TreeMap<>();
    int groups;
  }

  private final Node root = new Node();

  boolean isEmpty() {
    return root.groups == 0 && root.nameToNext.isEmpty();
  }

  void add(List<String> shape, int groups) {
    Node node = root;
    for (String name : shape) {
      node = node.nameToNext.computeIfAbsent(name, _ -> new Node());
    }
    node.groups += groups;
  }

  /// Removes a group of `shape`, which must exist.
  void remove(List<String> shape) {
    var path = new ArrayList<Node>(shape.size() + 1);
    path.add(root);
    for (String name : shape) {
      path.add(path.getLast().nameToNext.get(name));
    }
    path.getLast().groups--;
    for (int i = shape.size(); i > 0; i--) {
      Node node = path.get(i);
      if (node.groups > 0 || !node.nameToNext.isEmpty()) {
        return;
      }
      path.get(i - 1).nameToNext.remove(shape.get(i - 1));
    }
  }

  boolean hasOthersThan(List<String> shape) {
    Node node = root;
    for (String name : shape) {
      Node next = node.nameToNext.get(name);
      if (node.groups > 0 || node.nameToNext.size() > 1 || next == null) {
        return true;
      }
      node = next;
    }
    return !node.nameToNext.isEmpty();
  }

  /// See [KeyShapes#othersWithin].
  @Nullable List<GroupingKey> othersWithin(Labels series, GroupingKey own) {
    var search = new Search(series, own);
    search.visit(root, 0, 0);
    return search.isOver() ? null : search.found;
  }

  Map<List<String>, Integer> counts() {
    var counts = new HashMap<List<String>, Integer>();
    count(root, new ArrayList<>(), counts);
    return counts;
  }

  private static void count(Node node, List<String> path, Map<List<String>, Integer> counts) {
    if (node.groups > 0) {
      counts.put(List.copyOf(path), node.groups);
    }
    node.nameToNext.forEach(
        (name, next) -> {
          path.add(name);
          count(next, path, counts);
          path.removeLast();
        });
  }

  /// Visits all nodes that the names of a series lead to, until a bound is exceeded. Whether that
  /// happens does not depend on the order of the visits.
  private static final class Search {
    final List<GroupingKey> found = new ArrayList<>();
    private final Labels series;
    private final GroupingKey own;
    private final int maxSteps;

    /// The indexes of the labels that form the current shape.
    private final int[] path;

    private int steps;

    Search(Labels series, GroupingKey own) {
      this.series = series;
      this.own = own;
      this.maxSteps = KeyShapes.maxSteps(series);
      this.path = new int[series.size()];
    }

    boolean isOver() {
      return steps > maxSteps || found.size() > KeyShapes.MAX_FOUND;
    }

    /// @param from the first label of the series that can follow on the path
    void visit(Node node, int from, int length) {
      if (node.groups > 0) {
        addUnlessOwn(new GroupingKey(series.select(path, length)));
      }
      int labelsLeft = series.size() - from;
      steps += 1 + Math.min(node.nameToNext.size(), labelsLeft);
      if (node.nameToNext.size() < labelsLeft) {
        for (Map.Entry<String, Node> next : node.nameToNext.entrySet()) {
          visitAt(series.indexOf(next.getKey()), next.getValue(), length);
        }
      } else {
        for (int i = from; i < series.size(); i++) {
          visitAt(i, node.nameToNext.get(series.name(i)), length);
        }
      }
    }

    private void visitAt(int index, @Nullable Node next, int length) {
      if (index >= 0 && next != null && !isOver()) {
        path[length] = index;
        visit(next, index + 1, length + 1);
      }
    }

    private void addUnlessOwn(GroupingKey key) {
      if (!key.equals(own)) {
        found.add(key);
      }
    }
  }
}
