package io.sluice.store;

import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The state as it was between two commands. Immutable.
public final class StoreView {
  /// The holders of one family name, by slot.
  record Family(String name, SlotPages<StoredFamily> pages) {
    MetricType type() {
      return pages.first().type();
    }
  }

  private final List<Family> families;
  private final SlotPages<Group> groups;

  /// @param families sorted by name
  StoreView(List<Family> families, SlotPages<Group> groups) {
    this.families = List.copyOf(families);
    this.groups = groups;
  }

  /// The view of a store that holds nothing.
  public static StoreView empty() {
    return new StoreView(List.of(), new SlotPages<>(0));
  }

  public int groupCount() {
    return groups.size();
  }

  /// All groups, in the order in which they took their places.
  public void forEachGroup(Consumer<Group> action) {
    groups.forEach(action);
  }

  /// All groups, in the order in which they took their places, one at a time.
  public Iterator<Group> groups() {
    return groups.pages().stream()
        .flatMap(page -> IntStream.range(0, page.size()).mapToObj(page::entry))
        .iterator();
  }

  List<Family> families() {
    return families;
  }

  @Nullable Family family(String name) {
    int low = 0;
    int high = families.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Utf8.BYTE_ORDER.compare(families.get(middle).name(), name);
      if (order == 0) {
        return families.get(middle);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }
}
