package io.sluice.format.text;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.go.GoFloat;
import io.sluice.go.GoQuote;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses the text format, version 0.0.4, like the Pushgateway.
///
/// Metric names in braces (`{"my.name",label="value"} 1`) and quoted label names are accepted.
/// Unlike the Pushgateway, it also accepts lines that end with CR LF, a last sample line without a
/// line feed, and a byte order mark at the beginning.
// The state consists of the families so far, the family of the line, the part of the family that
// the line describes, and the labels so far. A family's type must be known before its samples,
// because it determines which lines belong together:
//
//   name          family found                            part
//   exact name    any                                     SAMPLE
//   x_count       x, a summary or histogram               COUNT
//   x_sum         x, a summary or histogram               SUM
//   x_bucket      x, a histogram                          SAMPLE
//
// The time is linear in the size of the body; labels and names with equal hash codes add a
// logarithmic factor (maps of comparable keys).
public final class TextParser {
  private static final int REMEMBERED_NAMES = 8;
  private static final String METRIC_NAME_LABEL = "__name__";

  /// The part of its family that a line describes.
  private enum Part {
    SAMPLE,
    SUM,
    COUNT
  }

  private final TextScanner scanner;
  private final Names names;
  private final ParseLimits limits;
  private final Map<String, TextFamily> families = new LinkedHashMap<>();
  private boolean hasTimestamps;

  /// The number of samples and families so far.
  private int sampleCount;

  /// The family of this line or, until its name is parsed, of the previous line.
  private @Nullable TextFamily family;

  private Part part = Part.SAMPLE;

  /// Offsets of the metric name that `family` and `part` were determined from. The same name gives
  /// the same result until a comment changes the types. Empty if there is none.
  private int nameFrom;

  private int nameTo;

  private final TextLabels labels = new TextLabels();

  /// Valid label names of earlier lines, by their position in the line. Lines of one family mostly
  /// have the same label names.
  private final @Nullable String[] validNames = new @Nullable String[REMEMBERED_NAMES];

  /// The `quantile` or `le` of this line; NaN if there is none.
  private double bound;

  private TextParser(byte[] body, Names names, ParseLimits limits) {
    this.scanner = new TextScanner(body);
    this.names = names;
    this.limits = limits;
  }

  /// Parses a body without limits.
  ///
  /// @throws ParseException with the Pushgateway's message and the place
  public static ParsedBody parse(byte[] body, Names names) throws ParseException {
    return parse(body, names, ParseLimits.NONE);
  }

  /// Reads a body.
  ///
  /// @throws ParseException with the Pushgateway's message and the place, or with the limit that
  ///   the body exceeds
  public static ParsedBody parse(byte[] body, Names names, ParseLimits limits)
      throws ParseException {
    var parser = new TextParser(body, names, limits);
    parser.scanner.skipByteOrderMark();
    parser.parseLines();
    List<MetricFamily> families =
        parser.families.values().stream()
            .filter(family -> !family.isEmpty())
            .map(TextFamily::toFamily)
            .toList();
    return new ParsedBody(families, parser.hasTimestamps);
  }

  /// Parses the sample lines of one family that [TextWriter#samples] wrote with
  /// [EscapingScheme#ALLOW_UTF8].
  ///
  /// @throws IllegalArgumentException if they are anything else
  public static List<Metric> parseSamples(String familyName, MetricType type, byte[] samples) {
    var parser = new TextParser(samples, Names.UTF8, ParseLimits.NONE);
    var family = new TextFamily(familyName);
    family.type(type);
    parser.families.put(familyName, family);
    try {
      parser.parseLines();
    } catch (ParseException e) {
      throw new IllegalArgumentException("not the samples of a family: name=" + familyName, e);
    }
    if (parser.families.size() > 1 || parser.hasTimestamps) {
      throw new IllegalArgumentException("not the samples of one family: name=" + familyName);
    }
    return List.copyOf(family.metrics());
  }

  private void parseLines() throws ParseException {
    while (scanner.startLine()) {
      parseLine();
      scanner.skipLine();
    }
  }

  /// Parses a line including its end.
  private void parseLine() throws ParseException {
    switch (scanner.peek()) {
      case '#' -> {
        parseComment();
        scanner.endComment();
      }
      case '{' -> parseBracedSample();
      default -> {
        if (!scanner.isLineEnd()) {
          parseSample();
        }
      }
    }
  }

  private void parseComment() throws ParseException {
    scanner.advance();
    scanner.skipBlanks();
    scanner.readWord();
    boolean isHelp = scanner.isWord("HELP");
    if (scanner.isLineEnd() || !(isHelp || scanner.isWord("TYPE"))) {
      return;
    }
    scanner.skipBlanks();
    int nameStart = scanner.offset();
    String name = scanner.readMetricName();
    if (scanner.isLineEnd()) {
      return;
    }
    if (!scanner.isBlank()) {
      throw scanner.error("invalid metric name in comment");
    }
    TextFamily described = enterFamily(name, nameStart);
    scanner.skipBlanks();
    if (scanner.isLineEnd()) {
      return;
    }
    if (isHelp) {
      parseHelp(described);
    } else {
      parseType(described);
    }
  }

  private void parseHelp(TextFamily described) throws ParseException {
    if (described.hasHelp()) {
      throw scanner.error("second HELP line for metric name " + quoted(described));
    }
    described.help(Utf8.replaceInvalid(scanner.readHelp()));
  }

  private void parseType(TextFamily described) throws ParseException {
    if (described.hasType()) {
      throw scanner.error(
          "second TYPE line for metric name "
              + quoted(described)
              + ", or TYPE reported after samples");
    }
    int start = scanner.offset();
    String word = scanner.readRest();
    scanner.requireLineFeed();
    MetricType type = type(word);
    if (type == null) {
      throw scanner.error("unknown metric type " + TextScanner.quoted(word), start);
    }
    described.type(type);
  }

  private static @Nullable MetricType type(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "COUNTER" -> MetricType.COUNTER;
      case "GAUGE" -> MetricType.GAUGE;
      case "SUMMARY" -> MetricType.SUMMARY;
      case "UNTYPED" -> MetricType.UNTYPED;
      case "HISTOGRAM" -> MetricType.HISTOGRAM;
      case "GAUGE_HISTOGRAM", "GAUGEHISTOGRAM" -> MetricType.GAUGE_HISTOGRAM;
      default -> null;
    };
  }

  /// Parses a line that begins with a metric name.
  private void parseSample() throws ParseException {
    TextFamily sampled = parseMetricName();
    scanner.skipBlanksToMore();
    clearLabels();
    if (scanner.peek() == '{') {
      scanner.advance();
      parseLabels(sampled);
    }
    parseValue(sampled);
  }

  private TextFamily parseMetricName() throws ParseException {
    if (family != null && nameFrom < nameTo && scanner.skipName(nameFrom, nameTo)) {
      return family;
    }
    int start = scanner.offset();
    String name = scanner.readMetricName();
    int end = scanner.offset();
    if (end == start) {
      throw scanner.error("invalid metric name");
    }
    scanner.requireMore();
    if (name.isEmpty()) {
      throw scanner.error("invalid metric name", start);
    }
    TextFamily entered = enterFamily(name, start);
    nameFrom = start;
    nameTo = end;
    entered.settleType();
    return entered;
  }

  /// Parses a line that begins with a brace: the metric's name is among the labels.
  private void parseBracedSample() throws ParseException {
    scanner.advance();
    clearLabels();
    parseValue(parseLabels(null));
  }

  /// Parses the labels from after the opening brace up to the value.
  ///
  /// @param outside the family named before the brace, or null
  /// @return the family named before or within the braces
  private TextFamily parseLabels(@Nullable TextFamily outside) throws ParseException {
    TextFamily named = outside;
    while (true) {
      scanner.skipBlanksToMore();
      if (scanner.peek() == '}') {
        break;
      }
      int start = scanner.offset();
      String name = scanner.readLabelName();
      scanner.requireMore();
      if (name.isEmpty()) {
        throw scanner.error("invalid label name for metric " + quoted(family), start);
      }
      scanner.skipBlanksToMore();
      if (scanner.peek() == '=') {
        scanner.advance();
        parseLabel(named, name, start);
      } else {
        named = parseNameInBraces(outside, named, name, start);
      }
    }
    if (named == null) {
      throw scanner.error("invalid metric name");
    }
    scanner.advance();
    scanner.skipBlanksToMore();
    return named;
  }

  /// Handles a word in the braces that is not a label, and therefore the metric's name.
  private TextFamily parseNameInBraces(
      @Nullable TextFamily outside, @Nullable TextFamily named, String name, int start)
      throws ParseException {
    int next = scanner.peek();
    if (outside != null) {
      throw scanner.error("expected '=' after label name, found " + GoQuote.quoteByte(next));
    }
    if (named != null) {
      throw scanner.error("multiple metric names for metric " + quoted(named), start);
    }
    if (next != ',' && next != '}') {
      throw scanner.error("unexpected end of metric name " + GoQuote.quoteByte(next));
    }
    TextFamily entered = enterFamily(name, start);
    entered.settleType();
    extractBound(entered);
    if (next == ',') {
      scanner.advance();
    }
    return entered;
  }

  /// Parses a label from after its equals sign up to the next label or the closing brace.
  private void parseLabel(@Nullable TextFamily named, String name, int start)
      throws ParseException {
    checkLabelName(name, start);
    boolean isBound = named != null && name.equals(named.boundName());
    if (!isBound && labels.has(name)) {
      throw scanner.error("duplicate label names for metric " + quoted(family), start);
    }
    int valueStart = scanner.offset();
    String value = parseLabelValue();
    limits.checkName(name.length());
    limits.checkValue(value.length());
    if (isBound) {
      bound = parseBound(name, value, valueStart);
    } else {
      labels.add(name, value);
      limits.checkLabels(labels.size());
    }
    scanner.skipBlanksToMore();
    if (scanner.peek() == ',') {
      scanner.advance();
    } else if (scanner.peek() != '}') {
      throw scanner.error("unexpected end of label value " + TextScanner.quoted(value));
    }
  }

  @SuppressWarnings("ReferenceEquality") // Equal names that are other objects are checked again.
  private void checkLabelName(String name, int start) throws ParseException {
    int position = Math.min(labels.size(), validNames.length - 1);
    if (name == validNames[position]) {
      return;
    }
    if (name.equals(METRIC_NAME_LABEL)) {
      throw scanner.error("label name \"__name__\" is reserved", start);
    }
    if (!names.isLabelName(name)) {
      throw scanner.error("invalid label name " + TextScanner.quoted(name), start);
    }
    validNames[position] = name;
  }

  private String parseLabelValue() throws ParseException {
    scanner.skipBlanksToMore();
    int start = scanner.offset();
    if (scanner.peek() != '"') {
      throw scanner.error(
          "expected '\"' at start of label value, found " + GoQuote.quoteByte(scanner.peek()));
    }
    scanner.advance();
    String value = scanner.readLabelValue();
    if (!Utf8.isValid(value)) {
      throw scanner.error("invalid label value " + TextScanner.quoted(value), start);
    }
    return value;
  }

  private double parseBound(String name, String value, int start) throws ParseException {
    double parsed = GoFloat.parse(value);
    if (GoFloat.isInvalid(parsed)) {
      throw scanner.error(
          "expected float as value for '" + name + "' label, got " + TextScanner.quoted(value),
          start);
    }
    return parsed;
  }

  /// Removes the bound from the labels before the metric's name, which were parsed before it was
  /// known that one of them is the bound.
  private void extractBound(TextFamily entered) throws ParseException {
    String name = entered.boundName();
    if (name != null && labels.has(name)) {
      bound = parseBound(name, labels.remove(name), scanner.offset());
    }
  }

  /// Parses the value and the optional timestamp.
  private void parseValue(TextFamily sampled) throws ParseException {
    scanner.readWord();
    double value = scanner.wordAsFloat();
    if (GoFloat.isInvalid(value)) {
      throw scanner.error(
          "expected float as value, got " + scanner.quotedWord(), scanner.wordStart());
    }
    addSample(sampled, value);
    if (!scanner.isLineEnd()) {
      parseTimestamp();
    }
  }

  private void addSample(TextFamily sampled, double value) throws ParseException {
    limits.checkSamples(++sampleCount);
    Labels sampleLabels = labels.toLabels();
    switch (sampled.settleType()) {
      case COUNTER -> sampled.add(new Metric.Counter(sampleLabels, value, null, null));
      case GAUGE -> sampled.add(new Metric.Gauge(sampleLabels, value));
      case UNTYPED -> sampled.add(new Metric.Untyped(sampleLabels, value));
      case SUMMARY -> addTo(sampled.summary(sampleLabels), value);
      case HISTOGRAM, GAUGE_HISTOGRAM -> addTo(sampled, sampled.histogram(sampleLabels), value);
    }
  }

  private void addTo(TextSeries.Summary summary, double value) {
    switch (part) {
      case COUNT -> summary.count(value);
      case SUM -> summary.sum(value);
      case SAMPLE -> {
        if (!Double.isNaN(bound)) {
          summary.quantile(bound, value);
        }
      }
    }
  }

  private void addTo(TextFamily sampled, TextSeries.Histogram histogram, double value)
      throws ParseException {
    switch (part) {
      case COUNT -> {
        requireNotNegative("count", sampled, value);
        histogram.count(value);
      }
      case SUM -> histogram.sum(value);
      case SAMPLE -> {
        if (!Double.isNaN(bound)) {
          requireNotNegative("bucket population", sampled, value);
          histogram.bucket(bound, value);
        }
      }
    }
  }

  private void requireNotNegative(String what, TextFamily sampled, double value)
      throws ParseException {
    if (value < 0) {
      throw scanner.error(
          "negative " + what + " for histogram " + quoted(sampled), scanner.wordStart());
    }
  }

  private void parseTimestamp() throws ParseException {
    scanner.skipBlanks();
    scanner.readWord();
    if (!scanner.isWordInteger()) {
      throw scanner.error(
          "expected integer as timestamp, got " + scanner.quotedWord(), scanner.wordStart());
    }
    hasTimestamps = true;
    int start = scanner.offset();
    String rest = scanner.readRest();
    if (!rest.isEmpty()) {
      throw scanner.error("spurious string after timestamp: " + TextScanner.quoted(rest), start);
    }
  }

  /// Finds or begins the family of a line with this name, and sets `part`.
  private TextFamily enterFamily(String name, int start) throws ParseException {
    nameFrom = nameTo;
    if (!names.isMetricName(name)) {
      throw scanner.error("invalid metric name " + TextScanner.quoted(name), start);
    }
    part = Part.SAMPLE;
    TextFamily entered = families.get(name);
    if (entered == null) {
      entered = enterFamilyOfPart(name);
    }
    if (entered == null) {
      limits.checkName(name.length());
      limits.checkSamples(++sampleCount);
      entered = new TextFamily(name);
      families.put(name, entered);
    }
    family = entered;
    return entered;
  }

  private @Nullable TextFamily enterFamilyOfPart(String name) {
    if (name.endsWith("_count")) {
      return enterFamilyOfPart(name, "_count", Part.COUNT);
    }
    if (name.endsWith("_sum")) {
      return enterFamilyOfPart(name, "_sum", Part.SUM);
    }
    return name.endsWith("_bucket") ? enterFamilyOfPart(name, "_bucket", Part.SAMPLE) : null;
  }

  private @Nullable TextFamily enterFamilyOfPart(String name, String suffix, Part ofSuffix) {
    TextFamily base = families.get(name.substring(0, name.length() - suffix.length()));
    if (base == null || !(base.isHistogram() || (base.isSummary() && ofSuffix != Part.SAMPLE))) {
      return null;
    }
    part = ofSuffix;
    return base;
  }

  private void clearLabels() {
    labels.clear();
    bound = Double.NaN;
  }

  private static String quoted(@Nullable TextFamily family) {
    return TextScanner.quoted(family == null ? "" : family.name());
  }
}
