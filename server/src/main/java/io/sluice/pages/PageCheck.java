package io.sluice.pages;

import org.jspecify.annotations.Nullable;

/// Checks a page that was read from a file.
public final class PageCheck {
  private PageCheck() {}

  /// The error in `page`, or null.
  public static @Nullable String problem(PackedFamilies page) {
    int size = page.size();
    if (size == 0
        || page.ends().length != size
        || page.receivedNanos().length != size
        || (page.seriesCounts() != null && page.seriesCounts().length != size)
        || (page.headIndexes() != null && page.headIndexes().length != size)) {
      return "a page is empty or has arrays of different lengths: size=" + size;
    }
    String problem = headProblem(page);
    return problem != null ? problem : entryProblem(page);
  }

  private static @Nullable String headProblem(PackedFamilies page) {
    FamilyHead[] heads = page.heads();
    if (heads.length == 0) {
      return "a page without a head";
    }
    for (FamilyHead head : heads) {
      if (!head.name().equals(heads[0].name()) || head.type() != heads[0].type()) {
        return "two families in one page: families=%s,%s types=%s,%s"
            .formatted(heads[0].name(), head.name(), heads[0].type(), head.type());
      }
    }
    for (int i = 0; page.headIndexes() != null && i < page.size(); i++) {
      if ((page.headIndexes()[i] & 0xFF) >= heads.length) {
        return "a family without a head: family=%s slot=%d"
            .formatted(heads[0].name(), page.slots()[i]);
      }
    }
    return null;
  }

  private static @Nullable String entryProblem(PackedFamilies page) {
    int slot = -1;
    int end = 0;
    for (int i = 0; i < page.size(); i++) {
      if (page.slots()[i] <= slot || page.ends()[i] < end || page.seriesCount(i) <= 0) {
        return "a page that is not in order: family=%s slot=%d"
            .formatted(page.head(0).name(), page.slots()[i]);
      }
      slot = page.slots()[i];
      end = page.ends()[i];
    }
    return end == page.bytes().length
        ? null
        : "a page with another end: family=%s end=%d length=%d"
            .formatted(page.head(0).name(), end, page.bytes().length);
  }
}
