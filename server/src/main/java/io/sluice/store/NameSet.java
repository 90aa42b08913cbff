package io.sluice.store;

import io.sluice.model.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The names of the families that a group holds, sorted. Groups that hold the same names share one.
// Comparable so that hash maps of sets stay fast when a client picks names whose hash codes
// collide:
// java.util.HashMap turns crowded bins into trees of comparable keys.
public final class NameSet implements Comparable<NameSet> {
  public static final NameSet EMPTY = new NameSet(new String[0]);

  private final String[] names;
  private final int hash;

  /// How many groups share it.
  int groups;

  /// @param names sorted by their UTF-8 bytes
  NameSet(String[] names) {
    this.names = names;
    this.hash = hash(names);
  }

  private NameSet(String[] names, int hash) {
    this.names = names;
    this.hash = hash;
  }

  /// The set of these names.
  public static NameSet of(Collection<String> names) {
    return names.isEmpty() ? EMPTY : new NameSet(NameSets.sorted(names.toArray(String[]::new)));
  }

  public int size() {
    return names.length;
  }

  /// One of the names, which are in the order of their UTF-8 bytes.
  public String name(int index) {
    return names[index];
  }

  /// This set without those of `others` that it has, and with those that it has not.
  ///
  /// Takes a number of comparisons in proportion to `others`, times a logarithm, and copies one
  /// reference for each name.
  ///
  /// @param others sorted by their UTF-8 bytes, each once
  NameSet toggled(String[] others) {
    var changed = new String[names.length + others.length];
    int changedHash = hash;
    int from = 0;
    int size = 0;
    for (String other : others) {
      int found = Arrays.binarySearch(names, from, names.length, other, Utf8.BYTE_ORDER);
      int at = found < 0 ? -found - 1 : found;
      System.arraycopy(names, from, changed, size, at - from);
      size += at - from;
      if (found < 0) {
        changed[size++] = other;
        changedHash += mixed(other.hashCode());
        from = at;
      } else {
        changedHash -= mixed(other.hashCode());
        from = at + 1;
      }
    }
    System.arraycopy(names, from, changed, size, names.length - from);
    size += names.length - from;
    return new NameSet(Arrays.copyOf(changed, size), changedHash);
  }

  /// The names that `other` has not, sorted. Takes one comparison for each name of both.
  List<String> without(NameSet other) {
    var missing = new ArrayList<String>();
    int at = 0;
    for (String name : names) {
      int order = -1;
      while (at < other.names.length
          && (order = Utf8.BYTE_ORDER.compare(other.names[at], name)) < 0) {
        at++;
      }
      if (order != 0) {
        missing.add(name);
      }
    }
    return missing;
  }

  /// An unshared copy of the names.
  NameSet copy() {
    return new NameSet(names, hash);
  }

  boolean has(String name) {
    return Arrays.binarySearch(names, name, Utf8.BYTE_ORDER) >= 0;
  }

  /// Whether these are the names, in the same order.
  boolean isOf(String[] others) {
    return Arrays.equals(names, others);
  }

  /// A sum, so that it is known at once when some names come or go.
  private static int hash(String[] names) {
    int hash = 0;
    for (String name : names) {
      hash += mixed(name.hashCode());
    }
    return hash;
  }

  /// Or sets of names that differ in a number would mostly have one sum.
  private static int mixed(int hash) {
    int mixed = (hash ^ hash >>> 16) * 0x85EBCA6B;
    return mixed ^ mixed >>> 13;
  }

  /// A total order consistent with [#equals]; which one is of no meaning.
  @Override
  public int compareTo(NameSet other) {
    return Arrays.compare(names, other.names);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NameSet set && Arrays.equals(names, set.names);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
