package io.sluice.store.index;

import io.sluice.model.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sorted names of the families of a group. Groups with the same names share one object.
// Comparable so that hash maps of sets stay fast when a client chooses names with equal hash codes:
// java.util.HashMap converts crowded bins to trees of comparable keys.
public final class NameSet implements Comparable<NameSet> {
  public static final NameSet EMPTY = new NameSet(new String[0]);

  private final String[] names;
  private final int hash;

  /// The number of groups that share it.
  public int groups;

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

  /// A name by its index in the order of UTF-8 bytes.
  public String name(int index) {
    return names[index];
  }

  /// The symmetric difference of this set and `others`.
  ///
  /// The number of comparisons is proportional to that of `others`, times a logarithm. One
  /// reference is copied for each name.
  ///
  /// @param others sorted by their UTF-8 bytes, without duplicates
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

  /// The sorted names that are not in `other`. Takes one comparison for each name of both.
  public List<String> without(NameSet other) {
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

  public boolean has(String name) {
    return Arrays.binarySearch(names, name, Utf8.BYTE_ORDER) >= 0;
  }

  /// Whether `others` are these names, in the same order.
  boolean isOf(String[] others) {
    return Arrays.equals(names, others);
  }

  /// A sum, so that it can be updated when names are added or removed.
  private static int hash(String[] names) {
    int hash = 0;
    for (String name : names) {
      hash += mixed(name.hashCode());
    }
    return hash;
  }

  /// Without mixing, sets of names that differ only in a number would mostly have the same sum.
  private static int mixed(int hash) {
    int mixed = (hash ^ hash >>> 16) * 0x85EBCA6B;
    return mixed ^ mixed >>> 13;
  }

  /// An arbitrary total order, consistent with [#equals].
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
