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

/// The families that groups hold, by name, with views that later changes do not affect.
//
// All pages belong to `epoch`, or are shared with a view and copied before they change (see
// SlotPages). A view gets a copy of `viewed`, the families as the view before had them, with those
// touched since brought up to date: copying references is all it does for each of the others. What
// is touched is made stale there at once, so that old pages are not kept.
public final class FamilyTable {
  private final Map<String, FamilyIndex> nameToIndex = new HashMap<>();
  private final Set<String> touchedNames = new HashSet<>();
  private List<FamilyView> viewed = new ArrayList<>();
  private long epoch = 1;
  private long heapBytes;

  /// To which pages belong that no view has yet.
  public long epoch() {
    return epoch;
  }

  /// How much of the heap the families take, about.
  public long heapBytes() {
    return heapBytes;
  }

  /// What groups hold under `name`, or null if no group holds anything.
  public @Nullable FamilyIndex get(String name) {
    return nameToIndex.get(name);
  }

  /// The names of all families, in no order.
  public Set<String> names() {
    return Collections.unmodifiableSet(nameToIndex.keySet());
  }

  /// All families, in no order.
  public Collection<FamilyIndex> all() {
    return Collections.unmodifiableCollection(nameToIndex.values());
  }

  /// `name`, as the object that the family has, if there is one: sets of names are many.
  public String shared(String name) {
    FamilyIndex index = nameToIndex.get(name);
    return index == null ? name : index.name();
  }

  /// Puts what a group holds into the place of what it held under that name.
  public void put(int slot, StoredFamily family) {
    FamilyIndex index = index(family.name());
    long before = index.heapBytes();
    index.put(slot, family, epoch);
    heapBytes += index.heapBytes() - before;
    touch(index.name());
  }

  /// Adds a page behind those of the same name.
  ///
  /// @throws IllegalArgumentException if it is no page, or one that does not fit the others
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

  /// Takes away what a group holds under `name`, if anything.
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

  /// Takes away all families.
  public void clear() {
    nameToIndex.keySet().forEach(this::touch);
    nameToIndex.clear();
    heapBytes = 0;
  }

  /// All families as they are now, sorted by name. Begins a new epoch: slot pages that were taken
  /// before are not changed any more.
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

  /// The families as the last view had them, with those of the touched names as they are now.
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
