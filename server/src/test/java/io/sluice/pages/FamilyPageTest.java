package io.sluice.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.compress.BlockDeflater;
import io.sluice.compress.DeflatedBlock;
import io.sluice.format.EscapingScheme;
import io.sluice.format.openmetrics.OpenMetricsShape;
import io.sluice.format.openmetrics.OpenMetricsStyle;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.MetricType;
import io.sluice.store.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FamilyPageTest {
  /// A view and its content, which must not change.
  private record View(SlotPages<StoredFamily, FamilyPage> pages, String expected) {}

  private SlotPages<StoredFamily, FamilyPage> pages = new SlotPages<>(FamilyPage::new, 1);

  // Would catch bytes that are lost or duplicated when a page is packed, split or merged, an entry
  // that gets another one's head, count or time, and a page that changes under a view, even by
  // overwriting bytes with others of the same length.
  @Test
  void putAndRemove_randomWithViews_agreesWithATreeMap() {
    long seed = Seed.next("FamilyPageTest");
    var random = new Random(seed);
    var expected = new TreeMap<Integer, StoredFamily>();
    var views = new ArrayList<View>();
    long epoch = 1;
    for (int step = 0; step < 60_000; step++) {
      int slot = random.nextInt(3_000);
      boolean grows = step / 10_000 % 2 == 0;
      if (random.nextInt(10) < (grows ? 8 : 3)) {
        StoredFamily family = family(random, step);
        pages = pages.put(slot, family, epoch);
        expected.put(slot, family);
      } else {
        pages = pages.remove(slot, epoch);
        expected.remove(slot);
      }
      if (random.nextInt(1_000) == 0) {
        views.add(new View(pages, text(expected)));
        epoch++;
      }
      assertThat(pages.contains(slot)).as("seed=%d", seed).isEqualTo(expected.containsKey(slot));
    }
    views.add(new View(pages, text(expected)));
    for (View view : views) {
      assertThat(text(view.pages())).as("seed=%d", seed).isEqualTo(view.expected());
    }
    assertThat(pages.size()).isEqualTo(expected.size());
    expected.forEach((slot, family) -> assertThat(same(pages.get(slot), family)).isTrue());
  }

  @Test
  void put_heavyFamilies_keepsPagesSmall() {
    for (int slot = 0; slot < 100; slot++) {
      pages = pages.put(slot, family(FamilyPage.MAX_WEIGHT_BYTES / 4), 1);
    }

    assertThat(pages.pages()).hasSizeGreaterThan(20);
  }

  @Test
  void put_familyLargerThanAPage_standsAlone() {
    for (int slot : new int[] {5, 3, 9}) {
      pages = pages.put(slot, family(10 * FamilyPage.MAX_WEIGHT_BYTES), 1);
    }

    assertThat(pages.pages()).hasSize(3).allSatisfy(page -> assertThat(page.size()).isEqualTo(1));
    assertThat(pages.pages()).extracting(FamilyPage::firstSlot).containsExactly(3, 5, 9);
  }

  // Every group could have its own help text, and an index of heads is a byte.
  @Test
  void put_asManyHeadsAsEntries_keepsThem() {
    for (int slot = 0; slot < 2_000; slot++) {
      pages = pages.put(slot, family("h" + slot, "m 1\n".getBytes(StandardCharsets.UTF_8), 1), 1);
    }

    for (int slot = 0; slot < 2_000; slot++) {
      StoredFamily stored = pages.get(slot);
      assertThat(stored == null ? "" : stored.help()).isEqualTo("h" + slot);
    }
  }

  // A page that is pushed to but never read must not keep replaced families.
  @Test
  void put_againAndAgain_keepsOneObjectInFour() {
    for (int i = 0; i < 20_000; i++) {
      pages = pages.put(i * 7 % 200, family(50 + i % 3), 1);
    }

    FamilyPage page = pages.pages().getFirst();
    assertThat(page.size()).isEqualTo(200);
    assertThat(page.overlaySize()).isLessThanOrEqualTo(200 / 4);
  }

  // Pushes of a job mostly differ from the previous ones only in some digits.
  @Test
  void put_ofTheSameLength_leavesNoObjectBehind() {
    for (int i = 0; i < 2_000; i++) {
      pages = pages.put(i % 50, family(50), 1);
    }
    FamilyPage page = pages.pages().getFirst();
    int before = page.overlaySize();
    for (int slot = 0; slot < 50; slot++) {
      pages = pages.put(slot, family(50), 1);
    }

    assertThat(pages.pages()).hasSize(1);
    assertThat(page.overlaySize()).isEqualTo(before);
  }

  private static StoredFamily family(Random random, int step) {
    String help = random.nextInt(20) == 0 ? "h" + random.nextInt(400) : null;
    int length = random.nextInt(50) == 0 ? 8_000 : random.nextInt(4) == 0 ? 40 : 30;
    String line = "m{step=\"" + (100_000 + step) + "\"} " + "1".repeat(length) + "\n";
    return family(help, line.getBytes(StandardCharsets.UTF_8), 1 + random.nextInt(2));
  }

  private static StoredFamily family(int byteCount) {
    return family(null, new byte[byteCount], 1);
  }

  @Test
  void deflated_inTwoFormats_keepsBoth() {
    byte[] lines = "m{a=\"b c\"} 4\nm 2.5\n".getBytes(StandardCharsets.UTF_8);
    pages = pages.put(1, family(null, lines, 2), 1);
    FamilyPage page = pages.pages().getFirst();
    var text = new TextRendering("m", EscapingScheme.UNDERSCORES);
    Rendering openMetrics = openMetrics("m", OpenMetricsShape.UNKNOWN);
    try (var fast = new BlockDeflater(BlockDeflater.FAST);
        var small = new BlockDeflater(BlockDeflater.SMALL)) {
      DeflatedBlock asText = page.deflated(text, fast);
      DeflatedBlock asOpenMetrics = page.deflated(openMetrics, fast);

      assertThat(asOpenMetrics.plainBytes()).isEqualTo("m{a=\"b c\"} 4.0\nm 2.5\n".length());
      assertThat(page.deflated(text, fast)).isSameAs(asText);
      assertThat(page.deflated(openMetrics, fast)).isSameAs(asOpenMetrics);

      // Not before the second check; then each format, one at a time.
      assertThat(page.deflateIfQuiet(small)).isFalse();
      assertThat(page.deflateIfQuiet(small)).isTrue();
      assertThat(page.deflateIfQuiet(small)).isTrue();
      assertThat(page.deflateIfQuiet(small)).isFalse();
      assertThat(page.deflated(text, fast).level()).isEqualTo(BlockDeflater.SMALL);
      assertThat(page.deflated(openMetrics, fast).level()).isEqualTo(BlockDeflater.SMALL);
    }
  }

  private static Rendering openMetrics(String name, OpenMetricsShape shape) {
    return new OpenMetricsRendering(
        new OpenMetricsStyle(name, shape, true, EscapingScheme.UNDERSCORES));
  }

  private static StoredFamily family(@Nullable String help, byte[] bytes, int seriesCount) {
    var head = new FamilyHead("m", help, null, MetricType.UNTYPED, StoredFamily.Form.TEXT, true);
    return new StoredFamily(head, bytes, seriesCount, bytes.length);
  }

  private static boolean same(@Nullable StoredFamily a, StoredFamily b) {
    return a != null
        && a.head().equals(b.head())
        && Arrays.equals(a.bytes(), b.bytes())
        && a.seriesCount() == b.seriesCount()
        && a.receivedNanos() == b.receivedNanos();
  }

  private static String text(Map<Integer, StoredFamily> families) {
    var out = new ByteArrayBuilder();
    families.values().forEach(family -> out.append(family.bytes()));
    return out.toString();
  }

  private static String text(SlotPages<StoredFamily, FamilyPage> pages) {
    var out = new ByteArrayBuilder();
    List<FamilyPage> all = pages.pages();
    all.forEach(page -> page.writeLines(out, new TextRendering("m", EscapingScheme.UNDERSCORES)));
    return out.toString();
  }
}
