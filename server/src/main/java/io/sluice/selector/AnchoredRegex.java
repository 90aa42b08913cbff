package io.sluice.selector;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// A regular expression with the semantics of Prometheus: RE2, fully anchored, with a dot that also
/// matches line feeds.
///
/// In the worst case, the time of a match is proportional to the length of the text times the size
/// of the expression.
public final class AnchoredRegex {
  /// Longer than any expression that a person writes.
  private static final int MAX_LENGTH = 4096;

  private final Pattern pattern;

  private AnchoredRegex(Pattern pattern) {
    this.pattern = pattern;
  }

  /// Compiles an expression.
  public static AnchoredRegex parse(String regex) throws RegexException {
    if (regex.length() > MAX_LENGTH) {
      throw new RegexException("regular expression longer than " + MAX_LENGTH + " characters");
    }
    RegexSize.check(regex);
    try {
      return new AnchoredRegex(Pattern.compile(regex, Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new RegexException("bad regular expression: " + e.getDescription());
    }
  }

  /// Whether all of `text` matches.
  public boolean matches(String text) {
    return pattern.matches(text);
  }

  /// Whether all of `text` matches. Each character costs as many steps as the expression has
  /// instructions, because each of them may be executed.
  ///
  /// @throws MatchBudget.ExhaustedException if the budget or the stack is exhausted
  boolean matches(String text, MatchBudget budget) {
    budget.spend(1);
    try {
      return pattern.matcher(new MeteredText(text, budget, size())).matches();
    } catch (StackOverflowError _) {
      // RE2/J recurses once for each of consecutive optional parts: (a?){900}
      budget.exhaust();
      throw new MatchBudget.ExhaustedException();
    }
  }

  /// The number of compiled instructions.
  int size() {
    return pattern.programSize();
  }

  /// `template` with `$1`, `${1}`, `$name` and `${name}` replaced by what these groups matched in
  /// `text`, or null if `text` does not match.
  ///
  /// As in Go's `Regexp.Expand`, a name is as long as possible (`$1x` is the group `1x`), a group
  /// that does not exist or did not match is empty, `$$` is a dollar, and so is a dollar that does
  /// not start a reference.
  public @Nullable String expand(String text, String template) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    if (template.indexOf('$') < 0) {
      return template;
    }
    var expanded = new StringBuilder();
    int at = 0;
    for (int dollar = template.indexOf('$'); dollar >= 0; dollar = template.indexOf('$', at)) {
      expanded.append(template, at, dollar);
      at = expandOne(matcher, template, dollar + 1, expanded);
    }
    return expanded.append(template, at, template.length()).toString();
  }

  /// Appends the value of the reference whose dollar is before `at`, and returns the end of the
  /// reference.
  private int expandOne(Matcher matcher, String template, int at, StringBuilder expanded) {
    if (template.startsWith("$", at)) {
      expanded.append('$');
      return at + 1;
    }
    boolean isBraced = template.startsWith("{", at);
    int start = isBraced ? at + 1 : at;
    int end = endOfName(template, start);
    if (end == start || (isBraced && !template.startsWith("}", end))) {
      expanded.append('$');
      return at;
    }
    String group = group(matcher, template.substring(start, end));
    expanded.append(group == null ? "" : group);
    return isBraced ? end + 1 : end;
  }

  private static int endOfName(String template, int start) {
    int end = start;
    while (end < template.length() && isOfName(template.codePointAt(end))) {
      end += Character.charCount(template.codePointAt(end));
    }
    return end;
  }

  private static boolean isOfName(int codePoint) {
    return Character.isLetter(codePoint) || Character.isDigit(codePoint) || codePoint == '_';
  }

  private @Nullable String group(Matcher matcher, String name) {
    boolean isNumber = name.chars().allMatch(c -> c >= '0' && c <= '9');
    boolean isPlain = name.length() == 1 || name.charAt(0) != '0';
    if (isNumber && isPlain && name.length() <= 8) {
      int number = Integer.parseInt(name);
      return number <= matcher.groupCount() ? matcher.group(number) : null;
    }
    Integer index = pattern.namedGroups().get(name);
    return index == null ? null : matcher.group(index);
  }

  /// The source of the expression.
  @Override
  public String toString() {
    return pattern.pattern();
  }
}
