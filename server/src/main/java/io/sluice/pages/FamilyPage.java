package io.sluice.pages;

import io.sluice.compress.BlockDeflater;
import io.sluice.compress.DeflatedBlock;
import io.sluice.format.EscapingScheme;
import io.sluice.format.openmetrics.OpenMetricsWriter;
import io.sluice.go.ByteArrayBuilder;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/// A page of the families of groups with the same name, as bytes.
///
/// The bytes of a packed page are also its part of the exposition. A later push is written into the
/// packed bytes if it has the same size and no view shares them; otherwise it is stored in an
/// overlay, until the overlay is large enough for repacking.
public final class FamilyPage implements SlotPage<StoredFamily, FamilyPage> {
  // size, weightBytes   of the current entries: packed minus those hidden by the overlay, plus
  //                     those of the overlay
  // firstSlot, lastSlot bounds, which removals do not change
  //
  // The writer changes a page only before it is shared with a view. From then on it is only read;
  // any reader may set `shownText`, `shownOpenMetrics` and `hasWholeCounts`, which depend only on
  // the content of the page, and `isQuiet`, which controls when to set the first two.
  //
  // A page is repacked when the overlay is a quarter of it. So each pushed byte is copied four
  // times on average, and the objects of the overlay take a fifth of the page.

  /// Limited so that the index of a head fits into a byte, even while the page has one entry too
  /// many.
  static final int MAX_ENTRIES = 255;

  static final int MAX_WEIGHT_BYTES = 32 * 1024;

  private static final TextRendering ANY_RENDERING =
      new TextRendering("", EscapingScheme.UNDERSCORES);

  private static final int OVERLAY_SHARE = 4;
  private static final int MIN_OVERLAY = 4;
  private static final int MIN_WASTE_BYTES = 1024;

  // Estimated sizes of a page with its arrays, of an entry in these, and of an object in the
  // overlay.
  public static final int PAGE_BYTES = 280;
  public static final int ENTRY_BYTES = 24;
  public static final int OVERLAY_ENTRY_BYTES = 72;

  /// The compressed sample lines.
  ///
  /// @param rendering their rendering, or null if all renderings are equal
  private record Shown(@Nullable Rendering rendering, DeflatedBlock run) {
    boolean is(Rendering wanted, int level) {
      return (rendering == null || rendering.equals(wanted)) && run.level() >= level;
    }
  }

  private static final SoftReference<Shown> NOT_SHOWN = new SoftReference<>(null);

  private final long epoch;
  private PackedFamilies packed;
  private Overlay overlay;

  /// Whether `packed` is not shared with a view.
  private boolean ownsPacked;

  private int size;
  private long weightBytes;
  private long overlayBytes;

  /// The size of the overlay's entries without their bytes, and of the heads that may not be shared
  /// with other pages.
  private long overlayExtraBytes;

  private long headBytes;
  private int firstSlot;
  private int lastSlot;

  // One per format, so that scrapers with different formats do not evict each other's lines.
  private volatile SoftReference<Shown> shownText = NOT_SHOWN;
  private volatile SoftReference<Shown> shownOpenMetrics = NOT_SHOWN;

  /// Whether the counts of all histograms are integers; null until it is needed.
  private volatile @Nullable Boolean hasWholeCounts;

  /// Used only by the thread that calls [#deflateIfQuiet].
  private boolean isQuiet;

  private FamilyPage(long epoch, PackedFamilies packed, Overlay overlay) {
    this.epoch = epoch;
    this.packed = packed;
    this.overlay = overlay;
  }

  public FamilyPage(long epoch) {
    this(epoch, PackedFamilies.EMPTY, new Overlay());
    firstSlot = Integer.MAX_VALUE;
    lastSlot = -1;
  }

  /// Creates a page from packed families, which must not be empty.
  public FamilyPage(long epoch, PackedFamilies packed) {
    this(epoch, packed, new Overlay());
    become(packed);
    firstSlot = packed.slots()[0];
    lastSlot = packed.slots()[size - 1];
  }

  @Override
  public FamilyPage writable(long epoch) {
    if (this.epoch == epoch) {
      return this;
    }
    var copy = new FamilyPage(epoch, packed, overlay.copy());
    copy.size = size;
    copy.weightBytes = weightBytes;
    copy.overlayBytes = overlayBytes;
    copy.overlayExtraBytes = overlayExtraBytes;
    copy.headBytes = headBytes;
    copy.firstSlot = firstSlot;
    copy.lastSlot = lastSlot;
    return copy;
  }

  @Override
  public int size() {
    return size;
  }

  /// The compressed lines are not included, because the garbage collector can clear them.
  @Override
  public long heapBytes() {
    return PAGE_BYTES
        + (long) packed.size() * ENTRY_BYTES
        + packed.bytes().length
        + overlayBytes
        + overlayExtraBytes
        + headBytes;
  }

  @Override
  public int firstSlot() {
    return firstSlot;
  }

  @Override
  public int lastSlot() {
    return lastSlot;
  }

  @Override
  public boolean contains(int slot) {
    int changed = overlay.indexOf(slot);
    return changed >= 0 ? overlay.entry(changed) != null : packed.indexOf(slot) >= 0;
  }

  @Override
  public @Nullable StoredFamily get(int slot) {
    int changed = overlay.indexOf(slot);
    if (changed >= 0) {
      return overlay.entry(changed);
    }
    int index = packed.indexOf(slot);
    return index < 0 ? null : packed.family(index);
  }

  /// The series at `slot` in the pages of a view, or null.
  public static @Nullable FamilySeries series(SlotPages<StoredFamily, FamilyPage> pages, int slot) {
    FamilyPage page = pages.page(slot);
    return page == null ? null : page.series(slot);
  }

  private @Nullable FamilySeries series(int slot) {
    int changed = overlay.indexOf(slot);
    if (changed >= 0) {
      StoredFamily entry = overlay.entry(changed);
      return entry == null ? null : entry.series();
    }
    int index = packed.indexOf(slot);
    return index < 0 ? null : packed.series(index);
  }

  /// The content of the page, packed.
  public PackedFamilies whole() {
    return overlay.size() == 0 ? packed : packed();
  }

  /// The number of series at `slot`.
  public int seriesAt(int slot) {
    int changed = overlay.indexOf(slot);
    if (changed >= 0) {
      StoredFamily entry = overlay.entry(changed);
      return entry == null ? 0 : entry.seriesCount();
    }
    int index = packed.indexOf(slot);
    return index < 0 ? 0 : packed.seriesCount(index);
  }

  /// The number of bytes at `slot`.
  public int bytesAt(int slot) {
    int changed = overlay.indexOf(slot);
    if (changed >= 0) {
      StoredFamily entry = overlay.entry(changed);
      return entry == null ? 0 : entry.bytes().length;
    }
    int index = packed.indexOf(slot);
    return index < 0 ? 0 : packed.length(index);
  }

  /// Whether the family at `slot` may have a series with a label: see [StoredFamily#mayHold].
  boolean mayHold(int slot, byte[] label) {
    int changed = overlay.indexOf(slot);
    if (changed >= 0) {
      StoredFamily entry = overlay.entry(changed);
      return entry != null && entry.mayHold(label);
    }
    int index = packed.indexOf(slot);
    return index >= 0 && packed.mayHold(index, label);
  }

  /// The number of entries that have changed since the page was packed.
  int overlaySize() {
    return overlay.size();
  }

  /// The families, in the order of their slots.
  public FamilyCursor cursor() {
    return new FamilyCursor(packed, overlay);
  }

  /// The head of the family with the lowest slot.
  public FamilyHead firstHead() {
    FamilyCursor first = cursor();
    if (!first.next()) {
      throw new IllegalStateException("a page of nothing: firstSlot=" + firstSlot);
    }
    return first.head();
  }

  @Override
  public boolean put(int slot, StoredFamily entry) {
    int changed = overlay.indexOf(slot);
    StoredFamily covered = changed < 0 ? null : overlay.entry(changed);
    int index = changed < 0 ? packed.indexOf(slot) : -1;
    if (index >= 0 && ownsPacked && packed.replace(index, entry)) {
      return false;
    }
    boolean isNew = covered == null && index < 0;
    overlay.put(changed, slot, entry);
    overlayExtraBytes += extraBytes(entry) - extraBytes(covered);
    size += isNew ? 1 : 0;
    int coveredBytes = covered == null ? 0 : covered.bytes().length;
    overlayBytes += entry.bytes().length - coveredBytes;
    weightBytes += entry.bytes().length - (index < 0 ? coveredBytes : packed.length(index));
    firstSlot = Math.min(firstSlot, slot);
    lastSlot = Math.max(lastSlot, slot);
    packIfScattered();
    return isNew;
  }

  @Override
  public void remove(int slot) {
    int changed = overlay.indexOf(slot);
    StoredFamily covered = changed < 0 ? null : overlay.entry(changed);
    int index = packed.indexOf(slot);
    if (covered != null) {
      size--;
      weightBytes -= covered.bytes().length;
      overlayBytes -= covered.bytes().length;
      overlayExtraBytes -= extraBytes(covered);
    } else if (changed < 0 && index >= 0) {
      size--;
      weightBytes -= packed.length(index);
    }
    if (index >= 0) {
      overlay.put(changed, slot, null);
    } else if (changed >= 0) {
      overlay.forget(changed);
    }
    packIfScattered();
  }

  @Override
  public boolean isTooLarge() {
    return size > MAX_ENTRIES || (size > 1 && weightBytes > MAX_WEIGHT_BYTES);
  }

  @Override
  public boolean fitsWith(FamilyPage next) {
    return size + next.size <= MAX_ENTRIES / 2
        && weightBytes + next.weightBytes <= MAX_WEIGHT_BYTES / 2;
  }

  @Override
  public void append(FamilyPage next) {
    var packing =
        new PackedFamiliesBuilder(size + next.size, (int) (weightBytes + next.weightBytes));
    add(cursor(), size, packing);
    add(next.cursor(), next.size, packing);
    lastSlot = next.lastSlot;
    become(packing.pack());
  }

  @Override
  public FamilyPage split(int keep, long epoch) {
    FamilyCursor cursor = cursor();
    var lower = new PackedFamiliesBuilder(keep, (int) weightBytes);
    add(cursor, keep, lower);
    var upper = new PackedFamiliesBuilder(size - keep, (int) weightBytes);
    add(cursor, size - keep, upper);
    var page = new FamilyPage(epoch);
    page.become(upper.pack());
    page.firstSlot = page.packed.slots()[0];
    page.lastSlot = lastSlot;
    become(lower.pack());
    lastSlot = packed.slots()[keep - 1];
    return page;
  }

  /// The stored bytes if they are contiguous and equal to the rendered sample lines, else null.
  /// They must not be modified.
  public byte @Nullable [] lines(Rendering rendering) {
    return overlay.size() == 0
            && rendering instanceof TextRendering text
            && packed.isStoredAs(text.escaping())
        ? packed.bytes()
        : null;
  }

  /// Appends the sample lines.
  public void writeLines(ByteArrayBuilder out, Rendering rendering) {
    switch (rendering) {
      case TextRendering text -> writeText(out, text);
      case OpenMetricsRendering openMetrics -> {
        FamilyCursor cursor = cursor();
        while (cursor.next()) {
          openMetrics.write(out, cursor);
        }
      }
    }
  }

  private void writeText(ByteArrayBuilder out, TextRendering rendering) {
    if (isStoredAs(rendering.escaping())) {
      writeStored(out);
      return;
    }
    FamilyCursor cursor = cursor();
    while (cursor.next()) {
      if (cursor.head().isStoredAs(rendering.escaping())) {
        out.append(cursor.bytes(), cursor.offset(), cursor.length());
      } else {
        cursor.family().writeText(out, rendering);
      }
    }
  }

  /// The sample lines, compressed with the level of `deflater` or a higher one. They are compressed
  /// once for all readers. A second reader waits for the first; the writer never waits.
  public DeflatedBlock deflated(Rendering rendering, BlockDeflater deflater) {
    Shown known = shown(rendering);
    if (known != null && known.is(rendering, deflater.level())) {
      return known.run();
    }
    synchronized (this) {
      known = shown(rendering);
      if (known == null || !known.is(rendering, deflater.level())) {
        known = show(rendering, deflater);
        keep(rendering, known);
      }
      return known.run();
    }
  }

  private @Nullable Shown shown(Rendering rendering) {
    return switch (rendering) {
      case TextRendering _ -> shownText.get();
      case OpenMetricsRendering _ -> shownOpenMetrics.get();
    };
  }

  private void keep(Rendering rendering, Shown shown) {
    switch (rendering) {
      case TextRendering _ -> shownText = new SoftReference<>(shown);
      case OpenMetricsRendering openMetrics -> {
        if (openMetrics.isKept()) {
          shownOpenMetrics = new SoftReference<>(shown);
        }
      }
    }
  }

  /// Whether all counts of the page's histograms are integers.
  public boolean hasWholeCounts() {
    Boolean known = hasWholeCounts;
    if (known == null) {
      known = findWholeCounts();
      hasWholeCounts = known;
    }
    return known;
  }

  private boolean findWholeCounts() {
    FamilyCursor cursor = cursor();
    while (cursor.next()) {
      // Histograms are only stored as text if their counts are integers.
      if (cursor.head().form() == StoredFamily.Form.PROTOBUF
          && !OpenMetricsWriter.haveWholeCounts(cursor.family().metrics())) {
        return false;
      }
    }
    return true;
  }

  /// Compresses the sample lines at the second call for this page object, which means that the page
  /// has not changed for a while, because a push to a shared page creates a new object. Returns
  /// whether it compressed them. Lines whose rendering depends on the scraper are only compressed
  /// by scrapes.
  public boolean deflateIfQuiet(BlockDeflater deflater) {
    Shown text = shownText.get();
    Shown openMetrics = shownOpenMetrics.get();
    boolean isTextDone = text != null && text.run().level() >= deflater.level();
    if (isTextDone && (openMetrics == null || openMetrics.run().level() >= deflater.level())) {
      return false;
    }
    if (!isQuiet) {
      isQuiet = true;
      return false;
    }
    Rendering rendering = isTextDone ? renderingOf(openMetrics) : quietTextRendering(text);
    if (rendering == null) {
      return false;
    }
    deflated(rendering, deflater);
    return true;
  }

  private static @Nullable Rendering renderingOf(@Nullable Shown shown) {
    return shown == null ? null : shown.rendering();
  }

  private @Nullable Rendering quietTextRendering(@Nullable Shown text) {
    Rendering rendering = renderingOf(text);
    return rendering == null && isStoredAs(EscapingScheme.UNDERSCORES) ? ANY_RENDERING : rendering;
  }

  private Shown show(Rendering rendering, BlockDeflater deflater) {
    boolean isAlike = rendering instanceof TextRendering && isStoredAs(EscapingScheme.UNDERSCORES);
    Rendering dependsOn = isAlike ? null : rendering;
    byte[] lines = lines(rendering);
    if (lines != null) {
      return new Shown(dependsOn, deflater.deflate(lines, 0, lines.length));
    }
    ByteArrayBuilder out = deflater.scratch();
    writeLines(out, rendering);
    return new Shown(dependsOn, deflater.deflate(out.array(), 0, out.length()));
  }

  private boolean isStoredAs(EscapingScheme escaping) {
    for (int i = 0; i < overlay.size(); i++) {
      StoredFamily entry = overlay.entry(i);
      if (entry != null && !entry.head().isStoredAs(escaping)) {
        return false;
      }
    }
    return packed.isStoredAs(escaping);
  }

  /// Appends the stored bytes: runs of packed bytes, and the bytes of the overlay between them.
  private void writeStored(ByteArrayBuilder out) {
    int from = 0;
    for (int i = 0; i < overlay.size(); i++) {
      int index = packed.indexOf(overlay.slot(i));
      int to = packed.start(index < 0 ? -index - 1 : index);
      out.append(packed.bytes(), from, to - from);
      from = index < 0 ? to : packed.ends()[index];
      StoredFamily entry = overlay.entry(i);
      if (entry != null) {
        out.append(entry.bytes());
      }
    }
    out.append(packed.bytes(), from, packed.bytes().length - from);
  }

  private void packIfScattered() {
    long hiddenBytes = packed.bytes().length - (weightBytes - overlayBytes);
    boolean isScattered =
        overlay.size() > Math.max(MIN_OVERLAY, packed.size() / OVERLAY_SHARE)
            || hiddenBytes + overlayBytes
                > Math.max(MIN_WASTE_BYTES, 2 * weightBytes / OVERLAY_SHARE);
    if (isScattered && size > 0) {
      become(packed());
    }
  }

  private PackedFamilies packed() {
    var packing = new PackedFamiliesBuilder(size, (int) weightBytes);
    int from = 0;
    for (int i = 0; i < overlay.size(); i++) {
      int index = packed.indexOf(overlay.slot(i));
      int to = index < 0 ? -index - 1 : index;
      packing.addAll(packed, from, to);
      from = index < 0 ? to : to + 1;
      StoredFamily entry = overlay.entry(i);
      if (entry != null) {
        packing.add(overlay.slot(i), entry);
      }
    }
    packing.addAll(packed, from, packed.size());
    return packing.pack();
  }

  private void become(PackedFamilies all) {
    packed = all;
    ownsPacked = true;
    overlay = new Overlay();
    size = all.size();
    weightBytes = all.bytes().length;
    overlayBytes = 0;
    overlayExtraBytes = 0;
    headBytes = 0;
    for (FamilyHead head : all.heads()) {
      headBytes += head.heapBytes();
    }
  }

  /// The size of an overlay entry without its bytes. Its head is mostly that of the page.
  @SuppressWarnings("ReferenceEquality") // Equal heads that are two objects take twice as much.
  private long extraBytes(@Nullable StoredFamily entry) {
    if (entry == null) {
      return 0;
    }
    boolean isShared = packed.heads().length > 0 && packed.heads()[0] == entry.head();
    return OVERLAY_ENTRY_BYTES + (isShared ? 0 : entry.head().heapBytes());
  }

  private static void add(FamilyCursor cursor, int count, PackedFamiliesBuilder packing) {
    for (int i = 0; i < count; i++) {
      cursor.next();
      packing.add(cursor);
    }
  }
}
