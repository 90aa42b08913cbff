package io.sluice.store.index;

import io.sluice.model.Utf8;
import io.sluice.pages.StoredFamily;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// A hash of pushed families.
public final class Fingerprint {
  private final CRC32 low = new CRC32();
  private final CRC32C high = new CRC32C();

  private Fingerprint() {}

  /// The fingerprint of families, independent of the time of the push.
  public static long of(List<StoredFamily> families) {
    var fingerprint = new Fingerprint();
    for (StoredFamily family : families) {
      fingerprint.add(Utf8.encode(family.name()));
      fingerprint.add(Utf8.encode(family.type().toString()));
      fingerprint.add(family.bytes());
    }
    return fingerprint.high.getValue() << Integer.SIZE | fingerprint.low.getValue();
  }

  private void add(byte[] bytes) {
    low.update(bytes);
    high.update(bytes);
  }
}
