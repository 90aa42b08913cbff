package io.sluice.store;

import io.sluice.model.Utf8;
import java.util.Arrays;
import java.util.Collection;
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
    this.hash = Arrays.hashCode(names);
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

  /// The same names, shared by nobody.
  NameSet copy() {
    return new NameSet(names);
  }

  boolean has(String name) {
    return Arrays.binarySearch(names, name, Utf8.BYTE_ORDER) >= 0;
  }

  /// Whether these are the names, in the same order.
  boolean isOf(String[] others) {
    return Arrays.equals(names, others);
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
