package io.sluice.format.text;

import io.sluice.model.Labels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The labels of one line while they are read.
public final class TextLabels {
  private static final int MAX_COMPARED = 16;

  /// Name, value, name, value, ...
  private final List<String> pairs = new ArrayList<>();

  /// The names in `pairs`, kept when there are more of them than are quickly compared.
  private final Set<String> manyNames = new HashSet<>();

  /// The labels of the sample before.
  private Labels last = Labels.EMPTY;

  public void clear() {
    pairs.clear();
    manyNames.clear();
  }

  public int size() {
    return pairs.size() / 2;
  }

  public void add(String name, String value) {
    pairs.add(name);
    pairs.add(value);
  }

  public boolean has(String name) {
    if (pairs.size() <= 2 * MAX_COMPARED) {
      return indexOf(name) >= 0;
    }
    for (int i = 2 * manyNames.size(); i < pairs.size(); i += 2) {
      manyNames.add(pairs.get(i));
    }
    return manyNames.contains(name);
  }

  /// Takes away the label of this name, which is there, and answers its value.
  public String remove(String name) {
    int index = indexOf(name);
    pairs.remove(index);
    manyNames.remove(name);
    return pairs.remove(index);
  }

  /// The labels; the same object as for the line before where they are equal.
  public Labels toLabels() {
    if (!isRepeated()) {
      last = Labels.of(pairs.toArray(String[]::new));
    }
    return last;
  }

  private int indexOf(String name) {
    for (int i = 0; i < pairs.size(); i += 2) {
      if (pairs.get(i).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isRepeated() {
    if (pairs.size() != 2 * last.size()) {
      return false;
    }
    for (int i = 0; i < last.size(); i++) {
      if (!pairs.get(2 * i).equals(last.name(i)) || !pairs.get(2 * i + 1).equals(last.value(i))) {
        return false;
      }
    }
    return true;
  }
}
