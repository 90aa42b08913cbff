package io.sluice.selector;

import java.util.ArrayDeque;
import java.util.Deque;

/// Estimates the compiled size of an expression before it is compiled: `((x{1000}){1000}){1000}`
/// would be a program with a thousand million steps, and a thousand parentheses would recurse a
/// thousand levels deep.
///
/// It multiplies repetitions exactly, and counts everything else as one step per character. The
/// estimate for an invalid expression is arbitrary.
final class RegexSize {
  private static final int MAX_STEPS = 10_000;
  private static final int MAX_DEPTH = 100;

  private final String regex;

  /// The steps of the enclosing groups so far.
  private final Deque<Long> outer = new ArrayDeque<>();

  private int at;

  /// The steps of this group so far, and those of its last element, which may be repeated.
  private long steps;

  private long last;

  private RegexSize(String regex) {
    this.regex = regex;
  }

  static void check(String regex) throws RegexException {
    new RegexSize(regex).check();
  }

  private void check() throws RegexException {
    while (at < regex.length()) {
      switch (regex.charAt(at)) {
        case '(' -> open();
        case ')' -> close();
        case '{' -> repeat();
        case '[' -> one(endOfClass());
        case '\\' -> one(endOfEscape());
        default -> one(at + 1);
      }
      if (steps > MAX_STEPS || outer.size() > MAX_DEPTH) {
        throw new RegexException("regular expression too large");
      }
    }
  }

  private void open() {
    outer.push(steps);
    steps = 0;
    last = 0;
    at++;
  }

  private void close() {
    last = steps + 1;
    steps = last + (outer.isEmpty() ? 0 : outer.pop());
    at++;
  }

  private void one(int end) {
    last = 1;
    steps++;
    at = end;
  }

  /// `{n}`, `{n,}` or `{n,m}`; anything else in braces is text.
  private void repeat() {
    int end = regex.indexOf('}', at);
    String inner = end < 0 ? "" : regex.substring(at + 1, end);
    if (!inner.matches("\\d{1,4}(,\\d{0,4})?")) {
      one(at + 1);
      return;
    }
    int comma = inner.indexOf(',');
    long min = Long.parseLong(comma < 0 ? inner : inner.substring(0, comma));
    boolean hasMax = comma >= 0 && comma < inner.length() - 1;
    long max = hasMax ? Long.parseLong(inner.substring(comma + 1)) : min;
    long repeated = last * Math.max(1, Math.max(min, max));
    steps += repeated - last;
    last = repeated;
    at = end + 1;
  }

  /// `[...]`. It is not ended by a bracket at its beginning, an escaped bracket or those of
  /// `[:alpha:]`.
  private int endOfClass() {
    int end = at + 1;
    if (regex.startsWith("^", end)) {
      end++;
    }
    if (regex.startsWith("]", end)) {
      end++;
    }
    while (end < regex.length() && regex.charAt(end) != ']') {
      if (regex.charAt(end) == '\\') {
        end++;
      } else if (regex.startsWith("[:", end)) {
        int close = regex.indexOf(":]", end + 2);
        end = close < 0 ? end : close + 1;
      }
      end++;
    }
    return Math.min(end + 1, regex.length());
  }

  /// `\.`, `\pN`, `\p{Greek}`, `\x{10FFFF}`, and `\Q...\E` as one.
  private int endOfEscape() {
    int kind = at + 1;
    if (regex.startsWith("Q", kind)) {
      int close = regex.indexOf("\\E", kind);
      return close < 0 ? regex.length() : close + 2;
    }
    boolean isBraced = kind + 1 < regex.length() && regex.charAt(kind + 1) == '{';
    if (isBraced && "pPx".indexOf(regex.charAt(kind)) >= 0) {
      int close = regex.indexOf('}', kind);
      return close < 0 ? regex.length() : close + 1;
    }
    return Math.min(kind + 1, regex.length());
  }
}
