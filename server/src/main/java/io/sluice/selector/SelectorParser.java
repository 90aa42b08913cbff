package io.sluice.selector;

import io.sluice.model.Names;
import java.util.ArrayList;
import java.util.List;

/// Parses a selector with the grammar of PromQL, including quoted names:
///
/// ```
/// selector = name [ "{" matchers "}" ] | "{" matchers "}"
/// matchers = [ matcher { "," matcher } [ "," ] ]
/// matcher  = ( label | quoted ) ( "=" | "!=" | "=~" | "!~" ) quoted | quoted
/// ```
///
/// A quoted text without an operator is the metric name.
final class SelectorParser {
  private static final int MAX_LENGTH = 64 * 1024;
  private static final int MAX_MATCHERS = 100;

  /// Limit for all regular expressions together; each instruction takes about 50 bytes.
  private static final int MAX_INSTRUCTIONS = 20_000;

  /// The longer symbols first, so that `=~` is not parsed as `=`.
  private static final List<Matcher.Op> OPS =
      List.of(Matcher.Op.MATCHES, Matcher.Op.MATCHES_NOT, Matcher.Op.NOT_EQUAL, Matcher.Op.EQUAL);

  private final String text;
  private final List<Condition> conditions = new ArrayList<>();
  private int at;
  private int instructions;

  SelectorParser(String text) {
    this.text = text;
  }

  Selector parse() throws SelectorException {
    if (text.length() > MAX_LENGTH) {
      throw error("selector longer than " + MAX_LENGTH + " characters");
    }
    skipBlanks();
    if (isAtName(true)) {
      addName(name(true), 1);
      skipBlanks();
    } else if (!isAt('{')) {
      throw expected("a metric name or \"{\"");
    }
    if (isAt('{')) {
      at++;
      parseMatchers();
    }
    skipBlanks();
    if (at < text.length()) {
      throw expected("the end");
    }
    return new Selector(conditions);
  }

  private void parseMatchers() throws SelectorException {
    skipBlanks();
    while (!isAt('}')) {
      parseMatcher();
      skipBlanks();
      if (!isAt('}')) {
        expect(',', "\",\" or \"}\"");
        skipBlanks();
      }
    }
    at++;
  }

  private void parseMatcher() throws SelectorException {
    int start = at + 1;
    boolean isQuoted = isAtQuote();
    if (!isQuoted && !isAtName(false)) {
      throw expected("a label name or \"}\"");
    }
    String name = isQuoted ? quoted() : name(false);
    skipBlanks();
    if (isQuoted && (isAt(',') || isAt('}'))) {
      addName(name, start);
      return;
    }
    Matcher.Op op = op();
    skipBlanks();
    if (!isAtQuote()) {
      throw expected("a quoted value");
    }
    int valueStart = at + 1;
    add(new Matcher(name, op, quoted()), valueStart);
  }

  private void addName(String name, int position) throws SelectorException {
    add(new Matcher(Matcher.METRIC_NAME, Matcher.Op.EQUAL, name), position);
  }

  private void add(Matcher matcher, int position) throws SelectorException {
    Condition condition = compile(matcher, position);
    if (condition.isFamilyName() && conditions.stream().anyMatch(Condition::isFamilyName)) {
      throw new SelectorException(position, "metric name set twice");
    }
    if (conditions.size() == MAX_MATCHERS) {
      throw new SelectorException(position, "more than " + MAX_MATCHERS + " matchers");
    }
    instructions += condition.size();
    if (instructions > MAX_INSTRUCTIONS) {
      throw new SelectorException(position, "regular expressions together are too large");
    }
    conditions.add(condition);
  }

  private static Condition compile(Matcher matcher, int position) throws SelectorException {
    try {
      return Condition.of(matcher);
    } catch (RegexException e) {
      throw new SelectorException(position, e.getMessage());
    }
  }

  private Matcher.Op op() throws SelectorException {
    for (Matcher.Op op : OPS) {
      if (text.startsWith(op.toString(), at)) {
        at += op.toString().length();
        return op;
      }
    }
    throw expected("one of = != =~ !~");
  }

  private String quoted() throws SelectorException {
    QuotedText.Unquoted unquoted = QuotedText.unquote(text, at);
    at = unquoted.end();
    return unquoted.text();
  }

  private String name(boolean isMetric) {
    int start = at;
    while (at < text.length() && isOfName(text.charAt(at), isMetric)) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isOfName(char c, boolean isMetric) {
    return (c >= '0' && c <= '9')
        || (c == ':' && isMetric)
        || Names.isLegacyLabelName(Character.toString(c));
  }

  private boolean isAtName(boolean isMetric) {
    return at < text.length()
        && isOfName(text.charAt(at), isMetric)
        && !Character.isDigit(text.charAt(at));
  }

  private boolean isAtQuote() {
    return at < text.length() && QuotedText.isQuote(text.charAt(at));
  }

  private boolean isAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private void expect(char c, String what) throws SelectorException {
    if (!isAt(c)) {
      throw expected(what);
    }
    at++;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private SelectorException expected(String what) {
    String got =
        at < text.length() ? QuotedText.quote(Character.toString(text.codePointAt(at))) : "the end";
    return error("expected " + what + ", got " + got);
  }

  private SelectorException error(String message) {
    return new SelectorException(at + 1, message);
  }
}
