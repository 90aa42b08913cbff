package io.sluice.format.text;

import io.sluice.model.Labels;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// The labels of a line while it is parsed.
public final class TextLabels {
  private static final int INITIAL_LABELS = 8;
  private static final int MAX_COMPARED = 16;

  /// Name, value, name, value, ...
  private String[] pairs = new String[2 * INITIAL_LABELS];

  /// The number of used elements of `pairs`.
  private int length;

  /// The names in `pairs`, only used if there are too many of them for a linear search.
  private final Set<String> manyNames = new HashSet<>();

  /// The labels of the previous sample.
  private Labels last = Labels.EMPTY;

  public void clear() {
    length = 0;
    if (!manyNames.isEmpty()) {
      manyNames.clear();
    }
  }

  public int size() {
    return length / 2;
  }

  public void add(String name, String value) {
    if (length == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * length);
    }
    pairs[length++] = name;
    pairs[length++] = value;
  }

  public boolean has(String name) {
    if (size() <= MAX_COMPARED) {
      return indexOf(name) >= 0;
    }
    for (int i = 2 * manyNames.size(); i < length; i += 2) {
      manyNames.add(pairs[i]);
    }
    return manyNames.contains(name);
  }

  /// Removes the label with this name, which must exist, and returns its value.
  public String remove(String name) {
    int index = indexOf(name);
    String value = pairs[index + 1];
    System.arraycopy(pairs, index + 2, pairs, index, length - index - 2);
    length -= 2;
    manyNames.remove(name);
    return value;
  }

  /// The labels; the same object as for the previous line if they are equal.
  public Labels toLabels() {
    if (!isRepeated()) {
      last = Labels.ofFirst(length, pairs);
    }
    return last;
  }

  private int indexOf(String name) {
    for (int i = 0; i < length; i += 2) {
      if (pairs[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isRepeated() {
    if (length != 2 * last.size()) {
      return false;
    }
    for (int i = 0; i < last.size(); i++) {
      if (!pairs[2 * i].equals(last.name(i)) || !pairs[2 * i + 1].equals(last.value(i))) {
        return false;
      }
    }
    return true;
  }
}
