package io.sluice.store;

import io.sluice.model.MetricType;
import org.jspecify.annotations.Nullable;

/// All that groups hold under one family name. Never empty while the store knows it; all of one
/// type.
final class FamilyIndex {
  private final String name;
  private SlotPages<StoredFamily> pages;

  FamilyIndex(String name, long epoch) {
    this.name = name;
    this.pages = new SlotPages<>(epoch);
  }

  String name() {
    return name;
  }

  MetricType type() {
    return pages.first().type();
  }

  /// How many groups hold the family.
  int groupCount() {
    return pages.size();
  }

  SlotPages<StoredFamily> pages() {
    return pages;
  }

  @Nullable StoredFamily get(int slot) {
    return pages.get(slot);
  }

  void put(int slot, StoredFamily family, long epoch) {
    pages = pages.put(slot, family, epoch);
  }

  void remove(int slot, long epoch) {
    pages = pages.remove(slot, epoch);
  }
}
