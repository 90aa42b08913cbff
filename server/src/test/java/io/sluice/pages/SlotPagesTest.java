package io.sluice.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlotPagesTest {
  private record Entry(int slot, int version) {}

  /// A view and its content, which must not change.
  private record View(SlotPages<Entry, ArrayPage<Entry>> pages, List<Entry> expected) {}

  // Would catch a page changed in place that a view shares, a lost entry at a split or a merge,
  // and an entry that moved out of order.
  @Test
  void putAndRemove_randomWithViews_agreesWithATreeMap() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var expected = new TreeMap<Integer, Entry>();
    var views = new ArrayList<View>();
    long epoch = 1;
    var pages = new SlotPages<Entry, ArrayPage<Entry>>(ArrayPage::new, epoch);
    for (int step = 0; step < 60_000; step++) {
      int slot = random.nextInt(3_000);
      boolean grows = step / 10_000 % 2 == 0;
      if (random.nextInt(10) < (grows ? 8 : 3)) {
        var entry = new Entry(slot, step);
        pages = pages.put(slot, entry, epoch);
        expected.put(slot, entry);
      } else {
        pages = pages.remove(slot, epoch);
        expected.remove(slot);
      }
      if (random.nextInt(1_000) == 0) {
        views.add(new View(pages, List.copyOf(expected.values())));
        epoch++;
      }
      assertThat(pages.get(slot)).as("seed=%d", seed).isEqualTo(expected.get(slot));
      assertThat(pages.size()).as("seed=%d", seed).isEqualTo(expected.size());
    }
    views.add(new View(pages, List.copyOf(expected.values())));
    for (View view : views) {
      assertThat(entries(view.pages())).as("seed=%d", seed).isEqualTo(view.expected());
    }
  }

  // Groups are mostly added in order. Would catch pages that then remain half full.
  @Test
  void put_ascending_fillsPages() {
    var pages = new SlotPages<Entry, ArrayPage<Entry>>(ArrayPage::new, 1);
    for (int slot = 0; slot < 10 * ArrayPage.MAX_ENTRIES; slot++) {
      pages = pages.put(slot, new Entry(slot, 0), 1);
    }

    assertThat(pages.pages()).hasSize(10);
  }

  // Ten thousand removals that leave one entry per page would make every lookup and every scrape
  // slower because of nearly empty pages.
  @Test
  void remove_most_leavesFewPages() {
    var pages = new SlotPages<Entry, ArrayPage<Entry>>(ArrayPage::new, 1);
    for (int slot = 0; slot < 20_000; slot++) {
      pages = pages.put(slot, new Entry(slot, 0), 1);
    }
    for (int slot = 0; slot < 20_000; slot++) {
      if (slot % 200 != 0) {
        pages = pages.remove(slot, 1);
      }
    }

    assertThat(pages.size()).isEqualTo(100);
    assertThat(pages.pages()).hasSizeLessThan(10);
  }

  private static List<Entry> entries(SlotPages<Entry, ArrayPage<Entry>> pages) {
    var entries = new ArrayList<Entry>();
    pages.pages().forEach(page -> page.entries().forEach(entries::add));
    return entries;
  }
}
