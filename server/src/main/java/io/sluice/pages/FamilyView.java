package io.sluice.pages;

import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import java.util.List;

/// The families with the same name in a view, by slot. Immutable.
public record FamilyView(String name, MetricType type, SlotPages<StoredFamily, FamilyPage> pages) {
  private static final SlotPages<StoredFamily, FamilyPage> NOTHING =
      new SlotPages<>(FamilyPage::new, 0);

  /// The properties for the family's header: the head of the first group's family.
  public FamilyHead head() {
    return pages.pages().getFirst().firstHead();
  }

  /// This family with only its name.
  FamilyView stale() {
    return new FamilyView(name, type, NOTHING);
  }

  /// The index of `name` at or after `from`, or `-(insertion point) - 1`.
  ///
  /// @param families sorted by name
  public static int indexOf(List<FamilyView> families, int from, String name) {
    int low = from;
    int high = families.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Utf8.BYTE_ORDER.compare(families.get(middle).name(), name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }
}
