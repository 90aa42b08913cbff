package io.sluice.format.otlp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Converts the name of a metric to that of a family. The results are the same as in Prometheus,
/// with one exception: if names are not translated, a suffix is only removed together with a
/// separator.
final class MetricName {
  private static final String TOTAL = "total";
  private static final String RATIO = "ratio";

  private MetricName() {}

  /// The name of the family, or null if there is none.
  ///
  /// @param isCounter whether it is a monotonic sum
  /// @param isGauge whether it is a gauge and not a sum
  static @Nullable String of(
      String name, String unit, boolean isCounter, boolean isGauge, TranslationStrategy strategy) {
    boolean isRatio = isGauge && unit.equals("1");
    String translated =
        switch (strategy) {
          case UNDERSCORE_ESCAPING_WITH_SUFFIXES ->
              escapedWithSuffixes(name, UnitName.of(unit).escaped(), isCounter, isRatio);
          case UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES -> escaped(name);
          case NO_UTF8_ESCAPING_WITH_SUFFIXES ->
              withSuffixes(name, UnitName.of(unit), isCounter, isRatio);
          case NO_TRANSLATION -> name;
        };
    boolean isLost = strategy.escapes() && isUnderscoresOnly(translated);
    return translated.isEmpty() || (isLost && !translated.equals(name)) ? null : translated;
  }

  static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':';
  }

  static boolean isUnderscoresOnly(String name) {
    return name.chars().allMatch(c -> c == '_');
  }

  private static String escapedWithSuffixes(
      String name, UnitName unit, boolean isCounter, boolean isRatio) {
    List<String> parts = split(name, MetricName::isAllowed);
    if (!unit.main().isEmpty() && !parts.contains(unit.main())) {
      parts.add(unit.main());
    }
    if (!unit.per().isEmpty() && !parts.contains(unit.per())) {
      parts.add(unit.per());
    }
    if (isCounter) {
      moveToEnd(parts, TOTAL);
    }
    if (isRatio) {
      moveToEnd(parts, RATIO);
    }
    return notWithDigit(String.join("_", parts));
  }

  private static String escaped(String name) {
    return notWithDigit(String.join("_", split(name, c -> isAllowed(c) || c == '_')));
  }

  private static String withSuffixes(
      String name, UnitName unit, boolean isCounter, boolean isRatio) {
    var suffixes = new StringBuilder();
    String base = name;
    if (isRatio) {
      base = cut(base, RATIO);
      suffixes.insert(0, "_" + RATIO);
    }
    if (isCounter) {
      base = cut(base, TOTAL);
      suffixes.insert(0, "_" + TOTAL);
    }
    if (!unit.per().isEmpty()) {
      base = cut(base, unit.per());
      suffixes.insert(0, "_" + unit.per());
    }
    if (!unit.main().isEmpty() && !base.endsWith(unit.main())) {
      suffixes.insert(0, "_" + unit.main());
    }
    return base + suffixes;
  }

  /// `name` without `suffix` and the separator before it; unchanged if there is no separator.
  private static String cut(String name, String suffix) {
    int end = name.length() - suffix.length();
    if (end < 2 || !name.endsWith(suffix)) {
      return name;
    }
    int separator = name.codePointBefore(end);
    int start = end - Character.charCount(separator);
    return start == 0 || Character.isLetterOrDigit(separator) ? name : name.substring(0, start);
  }

  private static void moveToEnd(List<String> parts, String word) {
    parts.removeIf(word::equals);
    parts.add(word);
  }

  private static List<String> split(String name, IntPredicate isKept) {
    var parts = new ArrayList<String>();
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || !isKept.test(name.charAt(i))) {
        if (i > start) {
          parts.add(name.substring(start, i));
        }
        start = i + 1;
      }
    }
    return parts;
  }

  private static String notWithDigit(String name) {
    boolean isDigit = !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9';
    return isDigit ? "_" + name : name;
  }
}
