package io.sluice.format.openmetrics;

import io.sluice.model.Labels;
import io.sluice.model.Names;
import io.sluice.model.Utf8;

/// Checks the labels of exemplars.
final class ExemplarLabels {
  private static final int MAX_CODE_POINTS = 128;

  private ExemplarLabels() {}

  /// Whether the labels are within the length limit of OpenMetrics 1.0.
  static boolean areShort(Labels labels) {
    int count = 0;
    for (int i = 0; i < labels.size(); i++) {
      count += codePoints(labels.name(i)) + codePoints(labels.value(i));
    }
    return count <= MAX_CODE_POINTS;
  }

  /// Whether an exemplar with these labels is exposed: Prometheus 2.42 fails on a quoted name and
  /// on NUL in a value.
  static boolean isShown(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      String value = labels.value(i);
      if (!Names.isLegacyLabelName(labels.name(i))
          || !Utf8.isValid(value)
          || value.indexOf('\0') >= 0) {
        return false;
      }
    }
    return areShort(labels) && labels.duplicateName() == null;
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }
}
