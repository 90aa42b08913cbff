package io.sluice.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An immutable list of label pairs, sorted by name in UTF-8 byte order.
///
/// A body can contain a name twice, so a list of labels can too; [#duplicateName] finds it.
// Comparable so that hash maps keyed by labels stay fast when a client chooses values with equal
// hash codes: java.util.HashMap converts crowded bins to trees of comparable keys.
public final class Labels implements Comparable<Labels> {
  public static final Labels EMPTY = new Labels(new String[0]);

  /// Up to this many strings, insertion sort is the fastest; it is quadratic.
  private static final int MAX_INSERTION_SORTED = 128;

  /// Name, value, name, value, ...
  private final String[] pairs;

  private Labels(String[] pairs) {
    this.pairs = pairs;
  }

  /// Labels from `name, value, name, value, ...` in any order. Pairs of one name keep their order.
  public static Labels of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("name without a value: length=" + namesAndValues.length);
    }
    return namesAndValues.length == 0 ? EMPTY : new Labels(sorted(namesAndValues.clone()));
  }

  /// Like [#of], from the first `length` elements of `namesAndValues`; `length` is even.
  public static Labels ofFirst(int length, String[] namesAndValues) {
    return length == 0 ? EMPTY : new Labels(sorted(Arrays.copyOf(namesAndValues, length)));
  }

  public int size() {
    return pairs.length / 2;
  }

  public String name(int index) {
    return pairs[2 * index];
  }

  public String value(int index) {
    return pairs[2 * index + 1];
  }

  /// The value of the first label called `name`, or null.
  public @Nullable String get(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  /// The index of a label called `name`, or a negative number. If the name occurs more than once,
  /// the index of any of them.
  public int indexOf(String name) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Utf8.BYTE_ORDER.compare(name(middle), name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /// The labels at the first `count` of `indexes`, which are in ascending order.
  public Labels select(int[] indexes, int count) {
    var selected = new String[2 * count];
    for (int i = 0; i < count; i++) {
      selected[2 * i] = name(indexes[i]);
      selected[2 * i + 1] = value(indexes[i]);
    }
    return new Labels(selected);
  }

  /// Whether the names are the same objects as those of `other`. The series of a body mostly share
  /// the strings of their names, so a check of one series' names is valid for the next series.
  @SuppressWarnings(
      "ReferenceEquality") // Equal names that are different objects are checked again.
  public boolean sharesNames(Labels other) {
    if (pairs.length != other.pairs.length) {
      return false;
    }
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i] != other.pairs[i]) {
        return false;
      }
    }
    return true;
  }

  public boolean has(String name) {
    return get(name) != null;
  }

  /// The first name that occurs more than once, or null.
  public @Nullable String duplicateName() {
    for (int i = 2; i < pairs.length; i += 2) {
      if (pairs[i].equals(pairs[i - 2])) {
        return pairs[i];
      }
    }
    return null;
  }

  /// These labels and those of `over`, whose values take precedence.
  public Labels overlaidWith(Labels over) {
    var merged = new String[pairs.length + over.pairs.length];
    int length = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < pairs.length || theirs < over.pairs.length) {
      int order = order(mine, over, theirs);
      if (order < 0) {
        merged[length++] = pairs[mine];
        merged[length++] = pairs[mine + 1];
        mine += 2;
        continue;
      }
      merged[length++] = over.pairs[theirs];
      merged[length++] = over.pairs[theirs + 1];
      if (order == 0) {
        mine += 2;
      }
      theirs += 2;
    }
    return new Labels(length == merged.length ? merged : Arrays.copyOf(merged, length));
  }

  /// These labels without those called `name`.
  public Labels without(String name) {
    var kept = new String[pairs.length];
    int length = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (!pairs[i].equals(name)) {
        kept[length++] = pairs[i];
        kept[length++] = pairs[i + 1];
      }
    }
    return length == pairs.length ? this : new Labels(Arrays.copyOf(kept, length));
  }

  /// These labels without those whose value is empty: for Prometheus, a label with an empty value
  /// does not exist.
  public Labels withoutEmpty() {
    int count = 0;
    for (int i = 1; i < pairs.length; i += 2) {
      count += pairs[i].isEmpty() ? 0 : 1;
    }
    if (count == size()) {
      return this;
    }
    var kept = new String[2 * count];
    int length = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (!pairs[i + 1].isEmpty()) {
        kept[length++] = pairs[i];
        kept[length++] = pairs[i + 1];
      }
    }
    return new Labels(kept);
  }

  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(pairs[i], pairs[i + 1]);
    }
  }

  /// An arbitrary total order, consistent with [#equals].
  @Override
  public int compareTo(Labels other) {
    return Arrays.compare(pairs, other.pairs);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Labels labels && Arrays.equals(pairs, labels.pairs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pairs);
  }

  /// `{a="1", b="2"}`, for messages and tests.
  @Override
  public String toString() {
    var result = new StringBuilder("{");
    forEach(
        (name, value) ->
            result
                .append(result.length() == 1 ? "" : ", ")
                .append(name)
                .append("=\"")
                .append(value)
                .append('"'));
    return result.append('}').toString();
  }

  private int order(int mine, Labels over, int theirs) {
    if (mine == pairs.length) {
      return 1;
    }
    return theirs == over.pairs.length
        ? -1
        : Utf8.BYTE_ORDER.compare(pairs[mine], over.pairs[theirs]);
  }

  private static String[] sorted(String[] pairs) {
    return pairs.length <= MAX_INSERTION_SORTED ? insertionSorted(pairs) : mergeSorted(pairs);
  }

  private static String[] mergeSorted(String[] pairs) {
    var order = new Integer[pairs.length / 2];
    Arrays.setAll(order, i -> 2 * i);
    Arrays.sort(order, Comparator.comparing(i -> pairs[i], Utf8.BYTE_ORDER));
    var sorted = new String[pairs.length];
    for (int i = 0; i < order.length; i++) {
      sorted[2 * i] = pairs[order[i]];
      sorted[2 * i + 1] = pairs[order[i] + 1];
    }
    return sorted;
  }

  /// Label lists are short and mostly sorted already. This sort is stable.
  private static String[] insertionSorted(String[] pairs) {
    Comparator<String> order = Utf8.BYTE_ORDER;
    for (int i = 2; i < pairs.length; i += 2) {
      String name = pairs[i];
      String value = pairs[i + 1];
      int at = i;
      while (at > 0 && order.compare(pairs[at - 2], name) > 0) {
        pairs[at] = pairs[at - 2];
        pairs[at + 1] = pairs[at - 1];
        at -= 2;
      }
      pairs[at] = name;
      pairs[at + 1] = value;
    }
    return pairs;
  }
}
