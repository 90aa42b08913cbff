package io.sluice.store;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The names of the families that a group holds, sorted. Groups that hold the same names share one.
public final class NameSet {
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
    return Arrays.binarySearch(names, name, io.sluice.model.Utf8.BYTE_ORDER) >= 0;
  }

  /// Whether these are the names, in the same order.
  boolean isOf(String[] others) {
    return Arrays.equals(names, others);
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
