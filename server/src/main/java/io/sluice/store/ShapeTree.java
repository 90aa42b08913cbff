package io.sluice.store;

import io.sluice.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The shapes of a job that has several, counted.
final class ShapeTree {
  // The path to a node spells a shape. Searching the tree for shapes made of given names follows
  // these names only, so shapes of other names cost nothing, however many there are: a series of n
  // labels meets 2^n shapes at the most, and never more than there are. Paths are as long as URLs
  // allow, so they are not walked by recursion where that can be avoided; the search is as deep as
  // the series has names that are shared with shapes.

  /// A shape, and those that go on from it with more names.
  private static final class Node {
    final TreeMap<String, Node> nameToNext = new TreeMap<>();
    int groups;
  }

  private final Node root = new Node();

  boolean isEmpty() {
    return root.nameToNext.isEmpty();
  }

  void add(List<String> shape, int groups) {
    Node node = root;
    for (String name : shape) {
      node = node.nameToNext.computeIfAbsent(name, _ -> new Node());
    }
    node.groups += groups;
  }

  /// Notes that a group of `shape` is gone; there was one.
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

  /// The shapes made of names of `series`, but for `shape`.
  List<List<String>> othersWithin(Labels series, List<String> shape) {
    var found = new ArrayList<List<String>>();
    collect(root, series, 0, new ArrayList<>(), found);
    found.remove(shape);
    return found;
  }

  Map<List<String>, Integer> counts() {
    var counts = new HashMap<List<String>, Integer>();
    count(root, new ArrayList<>(), counts);
    return counts;
  }

  private static void collect(
      Node node, Labels series, int from, List<String> path, List<List<String>> found) {
    if (node.groups > 0) {
      found.add(List.copyOf(path));
    }
    if (node.nameToNext.isEmpty()) {
      return;
    }
    for (int i = from; i < series.size(); i++) {
      Node next = node.nameToNext.get(series.name(i));
      if (next != null) {
        path.add(series.name(i));
        collect(next, series, i + 1, path, found);
        path.removeLast();
      }
    }
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
}
