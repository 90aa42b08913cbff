package io.sluice.pages;

import org.jspecify.annotations.Nullable;

/// Iterates over the families of a page in the order of their slots.
///
/// ```
/// while (cursor.next()) { ... cursor.head() ... }
/// ```
public final class FamilyCursor {
  private final PackedFamilies packed;
  private final Overlay overlay;
  private int packedNext;
  private int overlayNext;

  /// The position of the cursor in `packed`; not used while `entry` is set.
  private int packedAt = -1;

  private @Nullable StoredFamily entry;
  private int slot = -1;

  /// An empty cursor.
  public static FamilyCursor none() {
    return new FamilyCursor(PackedFamilies.EMPTY, new Overlay());
  }

  FamilyCursor(PackedFamilies packed, Overlay overlay) {
    this.packed = packed;
    this.overlay = overlay;
  }

  /// Moves to the next family, and returns whether there is one.
  public boolean next() {
    while (overlayNext < overlay.size()) {
      int changed = overlay.slot(overlayNext);
      if (packedNext < packed.size() && packed.slots()[packedNext] < changed) {
        return takePacked();
      }
      if (packedNext < packed.size() && packed.slots()[packedNext] == changed) {
        packedNext++;
      }
      entry = overlay.entry(overlayNext++);
      slot = changed;
      if (entry != null) {
        return true;
      }
    }
    return packedNext < packed.size() && takePacked();
  }

  public int slot() {
    return slot;
  }

  FamilyHead head() {
    return entry != null ? entry.head() : packed.head(packedAt);
  }

  /// An array that contains the stored bytes: [#length] bytes from [#offset].
  byte[] bytes() {
    return entry != null ? entry.bytes() : packed.bytes();
  }

  int offset() {
    return entry != null ? 0 : packed.start(packedAt);
  }

  int length() {
    return entry != null ? entry.bytes().length : packed.length(packedAt);
  }

  int seriesCount() {
    return entry != null ? entry.seriesCount() : packed.seriesCount(packedAt);
  }

  long receivedNanos() {
    return entry != null ? entry.receivedNanos() : packed.receivedNanos()[packedAt];
  }

  public StoredFamily family() {
    return entry != null ? entry : packed.family(packedAt);
  }

  private boolean takePacked() {
    packedAt = packedNext++;
    entry = null;
    slot = packed.slots()[packedAt];
    return true;
  }
}
