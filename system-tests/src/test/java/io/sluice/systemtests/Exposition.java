package io.sluice.systemtests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A parsed answer to a scrape in the text format, made for comparing two of them: families in
/// order, the series of a family as a set, the lines of one histogram or summary in order.
record Exposition(List<Family> families) {

  /// A family as shown, with its series sorted by their lines.
  ///
  /// @param help as written, null without a HELP line
  record Family(String name, @Nullable String help, String type, List<Series> series) {
    Family withHelp(@Nullable String other) {
      return new Family(name, other, type, series);
    }

    /// The HELP text as it was pushed; empty without one.
    String unescapedHelp() {
      return help == null ? "" : Sample.unquote('"' + help.strip() + '"');
    }
  }

  /// The lines of one series, or of one histogram or summary.
  ///
  /// @param labels without `le` and `quantile` where these are part of a histogram or summary
  record Series(Map<String, String> labels, List<String> lines) {}

  /// Families with these beginnings are the gateway's own, or taken for such by the recording.
  private static final Pattern OWN = Pattern.compile("(go|process|pushgateway|jvm|sluice)_.*");

  private static final Pattern PUSH_TIME =
      Pattern.compile("(push_(?:failure_)?time_seconds\\{.*} )[1-9]\\.?[0-9]*e\\+09");

  private static final Pattern COLON_IN_LABEL =
      Pattern.compile("([{,][A-Za-z0-9_]*):(?=[A-Za-z0-9_]*=)");

  /// Parses `text`, with the times of pushes replaced by `TIME` as the recording has them.
  ///
  /// @throws IllegalArgumentException for what a gateway must not write
  static Exposition parse(String text) {
    return new Reader().read(text);
  }

  /// These families without the gateway's own.
  Exposition withoutOwn() {
    return new Exposition(families.stream().filter(family -> !isOwn(family.name())).toList());
  }

  /// Whether a family or sample of this name is the gateway's own, or taken for such.
  static boolean isOwn(String name) {
    return OWN.matcher(name).matches();
  }

  /// These families with only the series whose labels `kept` accepts.
  Exposition with(Predicate<Map<String, String>> kept) {
    var result = new ArrayList<Family>();
    for (Family family : families) {
      List<Series> series = family.series().stream().filter(s -> kept.test(s.labels())).toList();
      if (!series.isEmpty()) {
        result.add(new Family(family.name(), family.help(), family.type(), series));
      }
    }
    return new Exposition(result);
  }

  @Nullable Family family(String name) {
    return families.stream().filter(f -> f.name().equals(name)).findFirst().orElse(null);
  }

  /// These families with the colons in names of labels escaped as `_`.
  Exposition withoutColonsInLabels() {
    return new Exposition(
        families.stream()
            .map(
                family ->
                    new Family(
                        family.name(),
                        family.help(),
                        family.type(),
                        family.series().stream().map(Exposition::withoutColons).toList()))
            .toList());
  }

  private static Series withoutColons(Series series) {
    if (series.labels().keySet().stream().noneMatch(name -> name.contains(":"))) {
      return series;
    }
    var labels = new TreeMap<String, String>();
    series.labels().forEach((name, value) -> labels.put(name.replace(':', '_'), value));
    return new Series(
        labels,
        series.lines().stream()
            .map(line -> COLON_IN_LABEL.matcher(line).replaceAll("$1_"))
            .toList());
  }

  /// These families, but where groups have several HELP texts for one, the text that `other` shows.
  Exposition withHelpsOf(Exposition other, ApiGroups groups) {
    return new Exposition(
        families.stream()
            .map(family -> withHelpOf(other.family(family.name()), family, groups))
            .toList());
  }

  private static Family withHelpOf(@Nullable Family other, Family family, ApiGroups groups) {
    if (other == null || Objects.equals(other.help(), family.help())) {
      return family;
    }
    Set<String> helps = groups.helps(family.name());
    boolean byChance = helps.size() > 1 && helps.contains(other.unescapedHelp());
    return byChance ? family.withHelp(other.help()) : family;
  }

  /// The first difference from `other`, in words; null when both show the same.
  @Nullable String differenceFrom(Exposition other) {
    List<String> names = families.stream().map(Family::name).toList();
    List<String> otherNames = other.families.stream().map(Family::name).toList();
    if (!names.equals(otherNames)) {
      return "families: expected " + names + " got " + otherNames;
    }
    for (int i = 0; i < families.size(); i++) {
      String difference = difference(families.get(i), other.families.get(i));
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable String difference(Family expected, Family got) {
    if (!expected.type().equals(got.type())) {
      return "type: %s expected %s got %s".formatted(got.name(), expected.type(), got.type());
    }
    if (!Objects.equals(expected.help(), got.help())) {
      return "help: %s expected %s got %s".formatted(got.name(), expected.help(), got.help());
    }
    var missing = new ArrayList<>(expected.series());
    got.series().forEach(missing::remove);
    var surplus = new ArrayList<>(got.series());
    expected.series().forEach(surplus::remove);
    if (missing.isEmpty() && surplus.isEmpty()) {
      return null;
    }
    return "series: %s missing %s surplus %s".formatted(got.name(), lines(missing), lines(surplus));
  }

  private static List<String> lines(List<Series> series) {
    return series.stream().flatMap(s -> s.lines().stream()).toList();
  }

  /// Reads line by line; a family begins with its HELP or TYPE line.
  private static final class Reader {
    private final List<Family> families = new ArrayList<>();
    private @Nullable String helpOf;
    private @Nullable String help;

    Exposition read(String text) {
      if (!text.isEmpty() && !text.endsWith("\n")) {
        throw new IllegalArgumentException("cut off: no line end after the last line");
      }
      for (String line : text.split("\n", -1)) {
        if (line.startsWith("# HELP ")) {
          helpOf = nameIn(line);
          help = line.substring(Math.min(line.length(), "# HELP ".length() + nameLength(line) + 1));
        } else if (line.startsWith("# TYPE ")) {
          begin(nameIn(line), line.substring("# TYPE ".length() + nameLength(line) + 1));
        } else if (!line.isEmpty()) {
          add(line);
        }
      }
      families.forEach(f -> Collections.sort(f.series(), (a, b) -> compare(a.lines(), b.lines())));
      return new Exposition(families);
    }

    private static int compare(List<String> a, List<String> b) {
      return String.join("\n", a).compareTo(String.join("\n", b));
    }

    private void begin(String name, String type) {
      String ownHelp = name.equals(helpOf) ? help : null;
      families.add(new Family(name, ownHelp, type, new ArrayList<>()));
      helpOf = null;
    }

    private void add(String line) {
      if (families.isEmpty()) {
        throw new IllegalArgumentException("a sample before any TYPE: " + line);
      }
      Family family = families.getLast();
      Sample sample = Sample.parse(line);
      if (!sample.belongsTo(family)) {
        throw new IllegalArgumentException("not of family " + family.name() + ": " + line);
      }
      Map<String, String> labels = identity(sample.labels(), family.type());
      String shown = PUSH_TIME.matcher(line).replaceFirst("$1TIME");
      Series last = family.series().isEmpty() ? null : family.series().getLast();
      if (last != null && last.labels().equals(labels) && isOpen(family, last)) {
        last.lines().add(shown);
      } else {
        family.series().add(new Series(labels, new ArrayList<>(List.of(shown))));
      }
    }

    /// Whether more lines of the histogram or summary can follow: `_count` is its last.
    private static boolean isOpen(Family family, Series series) {
      String count = family.name() + "_count";
      return List.of("histogram", "summary").contains(family.type())
          && !Sample.parse(series.lines().getLast()).name().equals(count);
    }

    private static Map<String, String> identity(Map<String, String> labels, String type) {
      var identity = new TreeMap<>(labels);
      switch (type) {
        case "histogram" -> identity.remove("le");
        case "summary" -> identity.remove("quantile");
        default -> {}
      }
      return identity;
    }

    private static String nameIn(String comment) {
      String rest = comment.substring("# HELP ".length());
      String name = rest.substring(0, nameLength(comment));
      return name.startsWith("\"") ? Sample.unquote(name) : name;
    }

    private static int nameLength(String comment) {
      String rest = comment.substring("# HELP ".length());
      if (rest.startsWith("\"")) {
        return Sample.quotedLength(rest, 0);
      }
      int blank = rest.indexOf(' ');
      return blank < 0 ? rest.length() : blank;
    }
  }

  /// One sample line, taken apart. Escaping can make two label names one; then the last value
  /// counts.
  record Sample(String name, Map<String, String> labels, String value) {

    static Sample parse(String line) {
      int brace = line.indexOf('{');
      int blank = line.indexOf(' ');
      if (brace < 0 || (blank >= 0 && blank < brace)) {
        return new Sample(line.substring(0, blank), Map.of(), line.substring(blank + 1));
      }
      String name = line.substring(0, brace);
      var labels = new TreeMap<String, String>();
      int at = brace + 1;
      while (line.charAt(at) != '}') {
        int keyEnd = line.charAt(at) == '"' ? at + quotedLength(line, at) : line.indexOf('=', at);
        String key = unquote(line.substring(at, keyEnd));
        at = keyEnd;
        if (line.charAt(at) == '=') {
          int valueEnd = at + 1 + quotedLength(line, at + 1);
          labels.put(key, unquote(line.substring(at + 1, valueEnd)));
          at = valueEnd;
        } else {
          name = key;
        }
        at += line.charAt(at) == ',' ? 1 : 0;
      }
      return new Sample(name, labels, line.substring(at + 2));
    }

    boolean belongsTo(Family family) {
      String base = family.name();
      return switch (family.type()) {
        case "histogram" ->
            List.of(base + "_bucket", base + "_sum", base + "_count").contains(name);
        case "summary" -> List.of(base, base + "_sum", base + "_count").contains(name);
        default -> name.equals(base);
      };
    }

    /// The length of the quoted string that begins at `start`, quotes included.
    static int quotedLength(String line, int start) {
      for (int i = start + 1; i < line.length(); i++) {
        if (line.charAt(i) == '\\') {
          i++;
        } else if (line.charAt(i) == '"') {
          return i + 1 - start;
        }
      }
      throw new IllegalArgumentException("a quote does not end: " + line);
    }

    static String unquote(String quoted) {
      if (!quoted.startsWith("\"")) {
        return quoted;
      }
      var result = new StringBuilder();
      for (int i = 1; i < quoted.length() - 1; i++) {
        char c = quoted.charAt(i);
        if (c == '\\') {
          i++;
          c = quoted.charAt(i) == 'n' ? '\n' : quoted.charAt(i);
        }
        result.append(c);
      }
      return result.toString();
    }
  }
}
