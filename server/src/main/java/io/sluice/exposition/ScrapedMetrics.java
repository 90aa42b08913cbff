package io.sluice.exposition;

import io.sluice.model.Metric;
import io.sluice.pages.FamilyCursor;
import io.sluice.pages.FamilyPage;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// Iterates over the metrics of a section: first the gateway's own, then those of each group.
final class ScrapedMetrics implements Iterator<List<Metric>> {
  private final Iterator<FamilyPage> pages;
  private List<Metric> own;
  private FamilyCursor cursor = FamilyCursor.none();

  /// The number of families that are left in the current page of the cursor.
  private int left;

  ScrapedMetrics(List<Metric> own, Iterator<FamilyPage> pages) {
    this.own = own;
    this.pages = pages;
  }

  @Override
  public boolean hasNext() {
    return !own.isEmpty() || left > 0 || pages.hasNext();
  }

  @Override
  public List<Metric> next() {
    if (!own.isEmpty()) {
      List<Metric> first = own;
      own = List.of();
      return first;
    }
    if (left == 0) {
      FamilyPage page = pages.next();
      cursor = page.cursor();
      left = page.size();
    }
    left--;
    if (!cursor.next()) {
      throw new NoSuchElementException();
    }
    return cursor.family().metrics();
  }
}
