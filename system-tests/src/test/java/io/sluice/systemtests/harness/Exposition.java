package io.sluice.systemtests.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A parsed answer to a scrape in the text format. Families are in order, the series of a family
/// are a set, and the lines of one histogram or summary are in order, so that two of them can be
/// compared.
public record Exposition(List<Family> families) {

  /// A family as shown, with its series sorted by their lines.
  ///
  /// @param help as written, null without a HELP line
  public record Family(String name, @Nullable String help, String type, List<Series> series) {
    public Family withHelp(@Nullable String other) {
      return new Family(name, other, type, series);
    }

    /// The HELP text as it was pushed; empty without one.
    public String unescapedHelp() {
      return help == null ? "" : Sample.unquote('"' + help.strip() + '"');
    }
  }

  /// The lines of one series, or of one histogram or summary.
  ///
  /// @param labels without `le` and `quantile` if these are part of a histogram or summary
  public record Series(Map<String, String> labels, List<String> lines) {}

  /// Families with these prefixes are the gateway's own, or are treated as such by the recording.
  private static final Pattern OWN = Pattern.compile("(go|process|pushgateway|jvm|sluice)_.*");

  private static final Pattern PUSH_TIME =
      Pattern.compile("(push_(?:failure_)?time_seconds\\{.*} )[1-9]\\.?[0-9]*e\\+09");

  private static final Pattern COLON_IN_LABEL =
      Pattern.compile("([{,][A-Za-z0-9_]*):(?=[A-Za-z0-9_]*=)");

  private static final Set<String> PUSH_TIMES =
      Set.of("push_time_seconds", "push_failure_time_seconds");

  /// Parses `text`, with the times of pushes replaced by `TIME` as in the recording.
  ///
  /// @throws IllegalArgumentException for text that a gateway must not write
  public static Exposition parse(String text) {
    return new Reader(line -> PUSH_TIME.matcher(line).replaceFirst("$1TIME")).read(text);
  }

  /// Parses `text`, with unchanged times of pushes.
  ///
  /// @throws IllegalArgumentException for text that a gateway must not write
  public static Exposition parseWithTimes(String text) {
    return new Reader(line -> line).read(text);
  }

  /// A number in Go's format.
  public static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /// These families without the gateway's own.
  public Exposition withoutOwn() {
    return new Exposition(families.stream().filter(family -> !isOwn(family.name())).toList());
  }

  /// Whether a family or sample of this name is the gateway's own, or treated as such.
  public static boolean isOwn(String name) {
    return OWN.matcher(name).matches();
  }

  /// These families with only the series whose labels `kept` accepts.
  public Exposition with(Predicate<Map<String, String>> kept) {
    var result = new ArrayList<Family>();
    for (Family family : families) {
      List<Series> series = family.series().stream().filter(s -> kept.test(s.labels())).toList();
      if (!series.isEmpty()) {
        result.add(new Family(family.name(), family.help(), family.type(), series));
      }
    }
    return new Exposition(result);
  }

  public @Nullable Family family(String name) {
    return families.stream().filter(f -> f.name().equals(name)).findFirst().orElse(null);
  }

  /// The types of families, by their names.
  public Map<String, String> types() {
    return families.stream()
        .collect(Collectors.toMap(Family::name, Family::type, (_, last) -> last, TreeMap::new));
  }

  /// All samples by their series, except those with one of the names in `hidden`.
  public Map<String, Double> samplesWithout(Set<String> hidden) {
    var samples = new TreeMap<String, Double>();
    for (Family family : families) {
      for (String line : lines(family.series())) {
        if (!hidden.contains(Sample.parse(line).name())) {
          int value = line.lastIndexOf(' ') + 1;
          samples.put(line.substring(0, value - 1), number(line.substring(value)));
        }
      }
    }
    return samples;
  }

  /// The lines of all families except the push times. Creation times of clients are `TIME`.
  public List<String> pushedLines() {
    var lines = new ArrayList<String>();
    for (Family family : families) {
      if (!PUSH_TIMES.contains(family.name())) {
        if (family.help() != null) {
          lines.add("# HELP " + family.name() + " " + family.help());
        }
        lines.add("# TYPE " + family.name() + " " + family.type());
        lines(family.series()).forEach(line -> lines.add(withoutTimeOfCreation(line)));
      }
    }
    return lines;
  }

  private static String withoutTimeOfCreation(String line) {
    boolean isTime = Sample.parse(line).name().endsWith("_created");
    return isTime ? line.substring(0, line.lastIndexOf(' ')) + " TIME" : line;
  }

  /// These families with the colons in label names escaped as `_`.
  public Exposition withoutColonsInLabels() {
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

  /// These families; if groups have several HELP texts for one, with the text that `other` shows.
  public Exposition withHelpsOf(Exposition other, ApiGroups groups) {
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

  /// The first difference from `other`, in words; null if both are equal.
  public @Nullable String differenceFrom(Exposition other) {
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

  /// Reads line by line. A family begins with its HELP or TYPE line.
  private static final class Reader {
    private final UnaryOperator<String> shown;
    private final List<Family> families = new ArrayList<>();
    private @Nullable String helpOf;
    private @Nullable String help;

    /// @param shown selects the part of a line that is kept
    Reader(UnaryOperator<String> shown) {
      this.shown = shown;
    }

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
      Series last = family.series().isEmpty() ? null : family.series().getLast();
      if (last != null && last.labels().equals(labels) && isOpen(family, last)) {
        last.lines().add(shown.apply(line));
      } else {
        family.series().add(new Series(labels, new ArrayList<>(List.of(shown.apply(line)))));
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

  /// One sample line, split into its parts. Escaping can make two label names equal; then the last
  /// value is used.
  public record Sample(String name, Map<String, String> labels, String value) {

    public static Sample parse(String line) {
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

    /// The length of the quoted string that begins at `start`, including the quotes.
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
