package io.sluice.format.openmetrics;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.format.text.TextLabels;
import io.sluice.go.GoFloat;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses OpenMetrics 1.0 strictly: input that is invalid according to the specification is
/// refused, even if Prometheus accepts it. docs/openmetrics.md lists the few exceptions.
///
/// With [Names#UTF8], names in quotes are also accepted, in the syntax of Prometheus 3: `# TYPE
/// "my.name" gauge`, `{"my.name","my.label"="value"} 1`.
// A family ends at a line of another family. So there is one current family; only the names and
// types of earlier ones are kept, to detect name clashes.
//
// The time is linear in the size of the body; labels and names with equal hash codes add a
// logarithmic factor (maps of comparable keys).
public final class OpenMetricsParser {
  private static final String NO_EOF = "no # EOF at the end: the body may have been truncated";

  private final OpenMetricsScanner scanner;
  private final Names names;
  private final ParseLimits limits;
  private final List<MetricFamily> families = new ArrayList<>();

  /// The type of each family so far, by its name in the body.
  private final Map<String, OpenMetricsType> nameToType = new HashMap<>();

  private boolean hasTimestamps;

  /// The number of samples and families so far.
  private int sampleCount;

  /// The current family, or null before the first line.
  private @Nullable OpenMetricsFamily family;

  /// The part of this line's sample or, until its name is parsed, of the previous line's sample.
  private SamplePart part = SamplePart.VALUE;

  /// Offsets of the sample name that `family` and `part` were determined from. The same name gives
  /// the same result until the family changes. Empty if there is none.
  private int nameFrom;

  private int nameTo;

  private final TextLabels labels = new TextLabels();
  private final TextLabels exemplarLabels = new TextLabels();

  private OpenMetricsParser(byte[] body, Names names, ParseLimits limits) {
    this.scanner = new OpenMetricsScanner(body);
    this.names = names;
    this.limits = limits;
  }

  /// Parses a body.
  ///
  /// @throws ParseException with the line and column, or with the limit that the body exceeds
  public static ParsedBody parse(byte[] body, Names names, ParseLimits limits)
      throws ParseException {
    var parser = new OpenMetricsParser(body, names, limits);
    boolean isEnded = false;
    while (!isEnded) {
      isEnded = parser.parseLine();
    }
    return new ParsedBody(parser.families, parser.hasTimestamps);
  }

  /// Parses a line; returns whether it was the last one.
  private boolean parseLine() throws ParseException {
    scanner.startLine();
    switch (scanner.peek()) {
      case OpenMetricsScanner.END -> throw scanner.error(NO_EOF);
      case '\n' -> throw scanner.error("an empty line");
      case '#' -> {
        if (scanner.skip("# EOF")) {
          parseEnd();
          return true;
        }
        parseMetadata();
      }
      case '{' -> parseBracedSample();
      default -> parseSample();
    }
    return false;
  }

  private void parseEnd() throws ParseException {
    if (scanner.peek() == OpenMetricsScanner.END
        || (scanner.skip('\n') && scanner.peek() == OpenMetricsScanner.END)) {
      endFamily();
      return;
    }
    throw scanner.error("nothing may follow # EOF");
  }

  private void parseMetadata() throws ParseException {
    int start = scanner.offset();
    boolean isType = scanner.skip("# TYPE ");
    boolean isHelp = !isType && scanner.skip("# HELP ");
    boolean isUnit = !isType && !isHelp && scanner.skip("# UNIT ");
    if (!(isType || isHelp || isUnit)) {
      throw scanner.error(
          "expected # TYPE, # HELP, # UNIT or # EOF, each with single spaces", start);
    }
    OpenMetricsFamily described = describedFamily();
    if (isType) {
      parseType(described);
    } else if (isHelp) {
      parseHelp(described);
    } else {
      parseUnit(described);
    }
    requireLineFeed();
  }

  /// Parses the name in a line of metadata, and the space after it.
  private OpenMetricsFamily describedFamily() throws ParseException {
    int start = scanner.offset();
    String name = scanner.peek() == '"' ? parseQuotedName("metric name") : readName(start);
    if (!scanner.skip(' ')) {
      throw scanner.error("expected a space and the metadata of " + quoted(name));
    }
    if (family == null || !family.name().equals(name)) {
      return beginFamily(name, start);
    }
    if (family.hasSamples()) {
      throw scanner.error("metadata must precede the samples of " + quoted(name), start);
    }
    return family;
  }

  private void parseType(OpenMetricsFamily described) throws ParseException {
    int start = scanner.offset();
    if (described.hasType()) {
      throw scanner.error("a second TYPE for " + quoted(described.name()), start);
    }
    String word = scanner.readRest();
    OpenMetricsType type = OpenMetricsType.named(word);
    if (type == null) {
      throw scanner.error("unknown type " + quoted(word), start);
    }
    described.type(type);
    checkSampleNames(described, start);
    nameToType.put(described.name(), type);
    checkUnit(described, start);
  }

  private void checkSampleNames(OpenMetricsFamily described, int start) throws ParseException {
    for (SamplePart each : described.type().parts()) {
      String sampleName = described.name() + each.suffix();
      if (each != SamplePart.VALUE && nameToType.containsKey(sampleName)) {
        throw scanner.error("name clash with the family " + quoted(sampleName), start);
      }
    }
  }

  private void parseHelp(OpenMetricsFamily described) throws ParseException {
    if (described.hasHelp()) {
      throw scanner.error("a second HELP for " + quoted(described.name()));
    }
    described.help(scanner.readHelp());
  }

  private void parseUnit(OpenMetricsFamily described) throws ParseException {
    int start = scanner.offset();
    if (described.unit() != null) {
      throw scanner.error("a second UNIT for " + quoted(described.name()));
    }
    String unit = scanner.readRest();
    if (!unit.isEmpty() && !isUnitOf(described.name(), unit)) {
      throw scanner.error(
          "the unit %s is not the end of the name %s"
              .formatted(quoted(unit), quoted(described.name())),
          start);
    }
    described.unit(unit);
    checkUnit(described, start);
  }

  private static boolean isUnitOf(String name, String unit) {
    return Names.isLegacyMetricName("_" + unit) && name.endsWith("_" + unit);
  }

  private void checkUnit(OpenMetricsFamily described, int start) throws ParseException {
    String unit = described.unit();
    if (unit != null && !unit.isEmpty() && !described.type().mayHaveUnit()) {
      throw scanner.error("a family of type " + described.type().text() + " has no unit", start);
    }
  }

  /// Parses a line that begins with a name.
  private void parseSample() throws ParseException {
    OpenMetricsFamily sampled = family;
    if (sampled == null || nameFrom == nameTo || !scanner.skipName(nameFrom, nameTo)) {
      int start = scanner.offset();
      String name = readName(start);
      sampled = enterFamily(name, start);
      nameFrom = start;
      nameTo = start + name.length();
    }
    labels.clear();
    if (scanner.skip('{')) {
      parseLabels(labels, sampled, "");
    }
    parseRest(sampled);
  }

  /// Parses a line that begins with a brace: the metric's name is among the labels.
  private void parseBracedSample() throws ParseException {
    scanner.advance();
    labels.clear();
    nameFrom = nameTo;
    parseRest(parseLabels(labels, null, ""));
  }

  private String readName(int start) throws ParseException {
    String name = scanner.readMetricName();
    if (name.isEmpty()) {
      throw scanner.error("invalid metric name", start);
    }
    int next = scanner.peek();
    if (next != ' ' && next != '{' && next != '\n' && next != OpenMetricsScanner.END) {
      throw scanner.error("invalid character in a metric name");
    }
    return name;
  }

  private String parseQuotedName(String what) throws ParseException {
    int start = scanner.offset();
    if (names != Names.UTF8) {
      throw scanner.error("a " + what + " in quotes, which only --push.enable-utf8-names allows");
    }
    scanner.advance();
    String name = scanner.readQuoted(what);
    if (!Names.isUtf8Name(name)) {
      throw scanner.error("invalid " + what + " " + quoted(name), start);
    }
    return name;
  }

  /// Parses labels from after the opening brace to after the closing one.
  ///
  /// @param outside the family named before the brace, or null if its name is within the braces
  /// @param context of errors
  /// @return the family named before or within the braces
  private OpenMetricsFamily parseLabels(
      TextLabels into, @Nullable OpenMetricsFamily outside, String context) throws ParseException {
    OpenMetricsFamily named = outside;
    boolean isEnded = scanner.skip('}');
    while (!isEnded) {
      int start = scanner.offset();
      boolean isQuoted = scanner.peek() == '"';
      String name = isQuoted ? parseQuotedName("name") : scanner.readLabelName();
      if (name.isEmpty()) {
        throw scanner.error(context + "expected a label name", start);
      }
      if (scanner.skip('=')) {
        parseLabel(into, name, start, context);
      } else if (isQuoted && named == null) {
        named = enterFamily(name, start);
      } else {
        throw scanner.error(context + "expected = after a label name");
      }
      isEnded = scanner.skip('}');
      if (!isEnded && !scanner.skip(',')) {
        throw scanner.error(context + "expected , or } after a label");
      }
    }
    if (named == null) {
      throw scanner.error("no metric name");
    }
    return named;
  }

  /// Parses a label from after its equals sign.
  private void parseLabel(TextLabels into, String name, int start, String context)
      throws ParseException {
    if (into.has(name)) {
      throw scanner.error(context + "a second label " + quoted(name), start);
    }
    if (!scanner.skip('"')) {
      throw scanner.error(context + "expected \" before a label value");
    }
    String value = scanner.readQuoted("label value");
    limits.checkName(name.length());
    limits.checkValue(value.length());
    into.add(name, value);
    limits.checkLabels(into.size());
  }

  /// Parses the rest of the line after the name and the labels.
  private void parseRest(OpenMetricsFamily sampled) throws ParseException {
    double bound = parseBound(sampled);
    if (!scanner.skip(' ')) {
      throw scanner.error("expected a space before the value");
    }
    readNumber("");
    long count = part.isCount() ? scanner.wordAsCount() : 0;
    double value = part.isCount() ? 0 : parseValue(sampled.type());
    Metric.Timestamp created = part == SamplePart.CREATED ? scanner.wordAsTime() : null;
    boolean hasMore = scanner.skip(' ');
    double time = Double.NaN;
    if (hasMore && scanner.peek() != '#') {
      time = parseTime("timestamp: ");
      hasTimestamps = true;
      hasMore = scanner.skip(' ');
    }
    Metric.Exemplar exemplar = hasMore ? parseExemplar(sampled) : null;
    requireLineFeed();
    addSample(sampled, time, new Sample(part, bound, count, value, created, exemplar));
  }

  /// Removes the label that distinguishes the samples of a metric, and returns its value; NaN if
  /// there is none.
  private double parseBound(OpenMetricsFamily sampled) throws ParseException {
    OpenMetricsType type = sampled.type();
    String name = type.boundName();
    if (name == null) {
      if (type == OpenMetricsType.STATESET && !labels.has(sampled.name())) {
        throw scanner.error("a state needs a label " + quoted(sampled.name()));
      }
      return Double.NaN;
    }
    boolean isThere = labels.has(name);
    if (isThere != type.hasBound(part)) {
      throw scanner.error(
          isThere
              ? "no label %s on this sample of a %s".formatted(quoted(name), type.text())
              : "a sample of a %s needs a label %s".formatted(type.text(), quoted(name)));
    }
    return isThere ? bound(type, name, labels.remove(name)) : Double.NaN;
  }

  private double bound(OpenMetricsType type, String name, String text) throws ParseException {
    double bound = GoFloat.parse(text);
    boolean isValid =
        type == OpenMetricsType.SUMMARY
            ? bound >= 0 && bound <= 1
            : !Double.isNaN(bound) && (bound != Double.POSITIVE_INFINITY || text.equals("+Inf"));
    if (!isValid) {
      throw scanner.error("invalid %s %s of a %s".formatted(name, quoted(text), type.text()));
    }
    return bound;
  }

  private double parseValue(OpenMetricsType type) throws ParseException {
    double value = parseFloat("");
    String problem = type.valueProblem(part, value);
    if (problem != null) {
      throw scanner.errorAtWord(problem + ", got " + scanner.quotedWord());
    }
    return value;
  }

  /// Parses an exemplar; returns null if it is not stored.
  private Metric.@Nullable Exemplar parseExemplar(OpenMetricsFamily sampled) throws ParseException {
    String context = "exemplar: ";
    if (!scanner.skip("# {")) {
      throw scanner.error(context + "expected # {");
    }
    exemplarLabels.clear();
    parseLabels(exemplarLabels, sampled, context);
    if (!scanner.skip(' ')) {
      throw scanner.error(context + "expected a space before the value");
    }
    readNumber(context);
    double value = parseFloat(context);
    Metric.Timestamp time = null;
    if (scanner.skip(' ')) {
      parseTime(context);
      time = scanner.wordAsTime();
    }
    Labels kept = exemplarLabels.toLabels();
    return part.mayHaveExemplar() && ExemplarLabels.areShort(kept)
        ? new Metric.Exemplar(kept, value, time)
        : null;
  }

  private void readNumber(String context) throws ParseException {
    scanner.readWord();
    if (scanner.isWordEmpty()) {
      throw scanner.error(context + "expected a number");
    }
  }

  private double parseFloat(String context) throws ParseException {
    double value = scanner.wordAsFloat();
    if (GoFloat.isInvalid(value)) {
      throw scanner.errorAtWord(context + "expected a number, got " + scanner.quotedWord());
    }
    return value;
  }

  /// Parses a time in seconds; it remains the current word.
  private double parseTime(String context) throws ParseException {
    readNumber(context);
    double time = parseFloat(context);
    if (!Double.isFinite(time)) {
      throw scanner.errorAtWord(
          context + "expected a finite number of seconds, got " + scanner.quotedWord());
    }
    return time;
  }

  private void requireLineFeed() throws ParseException {
    if (!scanner.skip('\n')) {
      throw scanner.peek() == OpenMetricsScanner.END
          ? scanner.error(NO_EOF)
          : scanner.error("expected the end of the line");
    }
  }

  private void addSample(OpenMetricsFamily sampled, double time, Sample sample)
      throws ParseException {
    limits.checkSamples(++sampleCount);
    Labels sampleLabels = labels.toLabels();
    if (!sampled.continues(sampleLabels, time)) {
      endMetric(sampled);
    }
    scanner.markLine();
    String problem = sampled.add(sampleLabels, time, sample);
    if (problem != null) {
      throw scanner.errorAtMark(problem);
    }
  }

  private void endMetric(OpenMetricsFamily sampled) throws ParseException {
    String problem = sampled.end();
    if (problem != null) {
      throw scanner.errorAtMark(problem);
    }
  }

  /// Finds or begins the family of a sample with this name, and sets `part`.
  private OpenMetricsFamily enterFamily(String name, int start) throws ParseException {
    SamplePart found = family == null ? null : family.part(name);
    if (family != null && found != null) {
      part = found;
      return family;
    }
    part = SamplePart.VALUE;
    return beginFamily(name, start);
  }

  private OpenMetricsFamily beginFamily(String name, int start) throws ParseException {
    endFamily();
    limits.checkName(name.length());
    limits.checkSamples(++sampleCount);
    String clash = nameToType.containsKey(name) ? name : clashingFamily(name);
    if (clash != null) {
      throw scanner.error(
          "name clash: %s is already used in the family %s".formatted(quoted(name), quoted(clash)),
          start);
    }
    var begun = new OpenMetricsFamily(name);
    nameToType.put(name, begun.type());
    nameFrom = nameTo;
    family = begun;
    return begun;
  }

  /// The family that has samples with this name, or null.
  private @Nullable String clashingFamily(String name) {
    for (SamplePart each : SamplePart.SUFFIXED) {
      if (name.endsWith(each.suffix())) {
        String base = name.substring(0, name.length() - each.suffix().length());
        OpenMetricsType type = nameToType.get(base);
        return type != null && type.parts().contains(each) ? base : null;
      }
    }
    return null;
  }

  private void endFamily() throws ParseException {
    if (family == null) {
      return;
    }
    endMetric(family);
    if (!family.isEmpty()) {
      families.add(family.toFamily());
    }
  }

  private static String quoted(String string) {
    return OpenMetricsScanner.quoted(string);
  }
}
