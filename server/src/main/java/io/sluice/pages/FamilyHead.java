package io.sluice.pages;

import io.sluice.format.EscapingScheme;
import io.sluice.model.MetricType;
import org.jspecify.annotations.Nullable;

/// The properties of a stored family other than its metrics. Most groups with the same family share
/// one head.
///
/// @param form the format of the metrics' bytes
/// @param legacyNames whether all names are legacy names, which no escaping scheme changes
public record FamilyHead(
    String name,
    @Nullable String help,
    @Nullable String unit,
    MetricType type,
    StoredFamily.Form form,
    boolean legacyNames) {
  private static final int OBJECT_BYTES = 48;

  /// The estimated heap size.
  public long heapBytes() {
    return OBJECT_BYTES + TextBytes.of(name) + TextBytes.of(help) + TextBytes.of(unit);
  }

  /// Whether the bytes of the metrics are their sample lines with `escaping`.
  boolean isStoredAs(EscapingScheme escaping) {
    return form == StoredFamily.Form.TEXT && (legacyNames || escaping == EscapingScheme.ALLOW_UTF8);
  }
}
