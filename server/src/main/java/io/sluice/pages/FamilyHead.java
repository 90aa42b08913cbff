package io.sluice.pages;

import io.sluice.format.EscapingScheme;
import io.sluice.model.MetricType;
import org.jspecify.annotations.Nullable;

/// What a stored family is, apart from its metrics. Most holders of a name share one head.
///
/// @param form what the bytes of the metrics are
/// @param legacyNames whether no name is changed by any escaping scheme
public record FamilyHead(
    String name,
    @Nullable String help,
    @Nullable String unit,
    MetricType type,
    StoredFamily.Form form,
    boolean legacyNames) {
  private static final int OBJECT_BYTES = 48;

  /// How much of the heap it takes, about.
  public long heapBytes() {
    return OBJECT_BYTES + TextBytes.of(name) + TextBytes.of(help) + TextBytes.of(unit);
  }

  /// Whether the bytes of the metrics are their sample lines under `escaping`.
  boolean isStoredAs(EscapingScheme escaping) {
    return form == StoredFamily.Form.TEXT && (legacyNames || escaping == EscapingScheme.ALLOW_UTF8);
  }
}
