package io.sluice.format.otlp;

import java.util.Map;

/// A UCUM unit in words: the main unit and the "per" unit, as they were looked up. Each may be
/// empty.
///
/// @param per including the prefix `per_`
record UnitName(String main, String per) {
  private static final Map<String, String> MAIN =
      Map.ofEntries(
          Map.entry("d", "days"),
          Map.entry("h", "hours"),
          Map.entry("min", "minutes"),
          Map.entry("s", "seconds"),
          Map.entry("ms", "milliseconds"),
          Map.entry("us", "microseconds"),
          Map.entry("ns", "nanoseconds"),
          Map.entry("By", "bytes"),
          Map.entry("KiBy", "kibibytes"),
          Map.entry("MiBy", "mebibytes"),
          Map.entry("GiBy", "gibibytes"),
          Map.entry("TiBy", "tebibytes"),
          Map.entry("KBy", "kilobytes"),
          Map.entry("MBy", "megabytes"),
          Map.entry("GBy", "gigabytes"),
          Map.entry("TBy", "terabytes"),
          Map.entry("m", "meters"),
          Map.entry("V", "volts"),
          Map.entry("A", "amperes"),
          Map.entry("J", "joules"),
          Map.entry("W", "watts"),
          Map.entry("g", "grams"),
          Map.entry("Cel", "celsius"),
          Map.entry("Hz", "hertz"),
          Map.entry("1", ""),
          Map.entry("%", "percent"));

  private static final Map<String, String> PER =
      Map.of(
          "s", "second", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y",
          "year");

  private static final String PER_PREFIX = "per_";

  static UnitName of(String unit) {
    int slash = unit.indexOf('/');
    String main = (slash < 0 ? unit : unit.substring(0, slash)).strip();
    String per = slash < 0 ? "" : unit.substring(slash + 1).strip();
    return new UnitName(
        isAnnotation(main) ? "" : MAIN.getOrDefault(main, main),
        per.isEmpty() || isAnnotation(per) ? "" : PER_PREFIX + PER.getOrDefault(per, per));
  }

  /// This unit with invalid characters of a legacy name replaced.
  UnitName escaped() {
    String cleanPer = withoutLast(clean(per));
    boolean hasPer = !cleanPer.isEmpty() && !cleanPer.equals("per");
    String cleanMain = clean(main);
    return new UnitName(hasPer ? withoutLast(cleanMain) : cleanMain, hasPer ? cleanPer : "");
  }

  /// The unit for a family; empty if there is none.
  String familyUnit() {
    UnitName escaped = escaped();
    String separator = escaped.main.isEmpty() || escaped.per.isEmpty() ? "" : "_";
    return withoutLast(escaped.main + separator + escaped.per);
  }

  private static boolean isAnnotation(String part) {
    return part.indexOf('{') >= 0 || part.indexOf('}') >= 0;
  }

  private static String clean(String part) {
    var clean = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = MetricName.isAllowed(part.charAt(i)) ? part.charAt(i) : '_';
      boolean isRun = c == '_' && !clean.isEmpty() && clean.charAt(clean.length() - 1) == '_';
      if (!isRun) {
        clean.append(c);
      }
    }
    return !clean.isEmpty() && clean.charAt(0) == '_' ? clean.substring(1) : clean.toString();
  }

  private static String withoutLast(String part) {
    return part.endsWith("_") ? part.substring(0, part.length() - 1) : part;
  }
}
