package io.sluice.format.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import java.io.IOException;

/// Writes whole families as the JSON API shows them.
public final class FamilyJson {
  private FamilyJson() {}

  /// Writes one family.
  ///
  /// @param timestampNanos when the family was pushed, in nanoseconds since 1970
  public static void write(JsonGenerator json, MetricFamily family, long timestampNanos)
      throws IOException {
    JsonWriter.startFamily(json, family.type(), family.help(), timestampNanos);
    for (Metric metric : family.metrics()) {
      JsonWriter.metric(json, metric, family.type());
    }
    JsonWriter.endFamily(json);
  }
}
