package io.sluice.pages;

import io.sluice.model.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The families of all groups by name, with views that later changes do not affect.
//
// Each page either belongs to `epoch`, or is shared with a view and copied before it changes (see
// SlotPages). A view gets a copy of `viewed`, the families of the previous view, in which the
// families touched since then are updated; for all others, only a reference is copied. A touched
// family is made stale in `viewed` at once, so that its old pages are not retained.
public final class FamilyTable {
  private final Map<String, FamilyIndex> nameToIndex = new HashMap<>();
  private final Set<String> touchedNames = new HashSet<>();
  private List<FamilyView> viewed = new ArrayList<>();
  private long epoch = 1;
  private long heapBytes;

  /// The epoch of pages that are not shared with a view yet.
  public long epoch() {
    return epoch;
  }

  /// The estimated heap size of the families.
  public long heapBytes() {
    return heapBytes;
  }

  /// The families called `name`, or null if no group has one.
  public @Nullable FamilyIndex get(String name) {
    return nameToIndex.get(name);
  }

  /// The names of all families, in arbitrary order.
  public Set<String> names() {
    return Collections.unmodifiableSet(nameToIndex.keySet());
  }

  /// All families, in arbitrary order.
  public Collection<FamilyIndex> all() {
    return Collections.unmodifiableCollection(nameToIndex.values());
  }

  /// The family's own string object that is equal to `name`, if there is one, because there are
  /// many sets of names.
  public String shared(String name) {
    FamilyIndex index = nameToIndex.get(name);
    return index == null ? name : index.name();
  }

  /// Puts a family of a group, and replaces the previous one with the same name.
  public void put(int slot, StoredFamily family) {
    FamilyIndex index = index(family.name());
    long before = index.heapBytes();
    index.put(slot, family, epoch);
    heapBytes += index.heapBytes() - before;
    touch(index.name());
  }

  /// Appends a page after those of the same family.
  ///
  /// @throws IllegalArgumentException if the page is invalid or inconsistent with the others
  public void append(PackedFamilies page) {
    String problem = PageCheck.problem(page);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    FamilyHead head = page.head(0);
    FamilyIndex index = index(head.name());
    if (index.groupCount() > 0 && index.type() != head.type()) {
      throw new IllegalArgumentException(
          "two types of one family: family=%s types=%s,%s"
              .formatted(head.name(), index.type(), head.type()));
    }
    long before = index.heapBytes();
    index.append(page, epoch);
    heapBytes += index.heapBytes() - before;
    touch(head.name());
  }

  /// Removes the family `name` of a group, if there is one.
  public void remove(int slot, String name) {
    FamilyIndex index = nameToIndex.get(name);
    if (index == null) {
      return;
    }
    long before = index.heapBytes();
    index.remove(slot, epoch);
    heapBytes += index.heapBytes() - before;
    touch(name);
    if (index.groupCount() == 0) {
      heapBytes -= index.heapBytes();
      nameToIndex.remove(name);
      if (FamilyView.indexOf(viewed, 0, name) < 0) {
        touchedNames.remove(name);
      }
    }
  }

  /// Removes all families.
  public void clear() {
    nameToIndex.keySet().forEach(this::touch);
    nameToIndex.clear();
    heapBytes = 0;
  }

  /// A view of all families, sorted by name. Begins a new epoch: slot pages of earlier epochs are
  /// not changed any more.
  public List<FamilyView> view() {
    viewed = withTouched();
    touchedNames.clear();
    epoch++;
    return List.copyOf(viewed);
  }

  private FamilyIndex index(String name) {
    FamilyIndex index = nameToIndex.get(name);
    if (index == null) {
      index = new FamilyIndex(name, epoch);
      heapBytes += index.heapBytes();
      nameToIndex.put(name, index);
    }
    return index;
  }

  private void touch(String name) {
    if (touchedNames.add(name)) {
      int index = FamilyView.indexOf(viewed, 0, name);
      if (index >= 0) {
        viewed.set(index, viewed.get(index).stale());
      }
    }
  }

  /// The families of the previous view, with the touched families updated.
  private List<FamilyView> withTouched() {
    String[] touched = touchedNames.toArray(String[]::new);
    Arrays.sort(touched, Utf8.BYTE_ORDER);
    var all = new ArrayList<FamilyView>(viewed.size() + touched.length);
    int at = 0;
    for (String name : touched) {
      int found = FamilyView.indexOf(viewed, at, name);
      int index = found < 0 ? -found - 1 : found;
      all.addAll(viewed.subList(at, index));
      at = found < 0 ? index : index + 1;
      FamilyIndex now = nameToIndex.get(name);
      if (now != null) {
        all.add(new FamilyView(now.name(), now.type(), now.pages()));
      }
    }
    all.addAll(viewed.subList(at, viewed.size()));
    return all;
  }
}
