package io.sluice.systemtests;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The content of a message of the consistency check, without the parts that are random upstream.
///
/// The order of a Go map and the build determine which of several errors come first, whether a
/// counter is "not a GAUGE" or a gauge "not a COUNTER", which of two colliding families is the
/// "previously collected" one, and the spacing of the metric's text. So an error is reduced to its
/// class: kind and family names.
final class ConsistencyErrors {
  private static final String PREFIX =
      "pushed metrics are invalid or inconsistent with existing metrics: ";

  /// The beginning of the lines that Sluice adds: see `held-by` in docs/differences.md.
  private static final String HELD_BY = "held by group {";

  private static final Pattern SEVERAL = Pattern.compile("\\d+ error\\(s\\) occurred:");
  private static final Pattern METRIC =
      Pattern.compile("collected metric (\".*?\") \\{.*} (\\w.*)", Pattern.DOTALL);
  private static final Pattern COLLISION =
      Pattern.compile(
          "collected (?:metric|histogram|histogram or summary) named \"(.*)\" collides with"
              + " previously collected (?:metric|summary|histogram) named \"(.*)\"");
  private static final Pattern OWN_TYPE =
      Pattern.compile("gathered metric family (.*) has type .* but should have .*");

  /// The family of a class, without a suffix.
  private static final Pattern FAMILY =
      Pattern.compile("of [\"\\[](.*?)(?:_count|_sum|_bucket)?[\",]");

  private ConsistencyErrors() {}

  /// The classes of the errors in the body of an answer; null if it is not an answer of the check.
  static @Nullable Set<String> classes(String body) {
    if (!body.startsWith(PREFIX)) {
      return null;
    }
    var classes = new TreeSet<String>();
    String[] lines =
        body.substring(PREFIX.length())
            .strip()
            .lines()
            .filter(line -> !line.startsWith(HELD_BY))
            .toArray(String[]::new);
    if (!SEVERAL.matcher(lines[0]).matches()) {
      classes.add(classOf(lines[0]));
      return classes;
    }
    for (int i = 1; i < lines.length; i++) {
      classes.add(classOf(lines[i].substring("* ".length())));
    }
    return classes;
  }

  /// Whether both can be answers to the same push.
  static boolean agree(Set<String> expected, Set<String> got) {
    var common = new TreeSet<>(expected);
    common.retainAll(got);
    var families = new TreeSet<>(families(expected));
    families.retainAll(families(got));
    return !common.isEmpty() || !families.isEmpty();
  }

  private static Set<String> families(Set<String> classes) {
    var families = new TreeSet<String>();
    for (String error : classes) {
      Matcher matcher = FAMILY.matcher(error);
      if (matcher.find()) {
        families.add(matcher.group(1));
      }
    }
    return families;
  }

  private static String classOf(String error) {
    Matcher metric = METRIC.matcher(error);
    if (metric.matches()) {
      String what = metric.group(2).startsWith("is not a ") ? "type" : metric.group(2);
      return what + " of " + metric.group(1);
    }
    Matcher collision = COLLISION.matcher(error);
    if (collision.matches()) {
      return "collision of " + new TreeSet<>(Set.of(collision.group(1), collision.group(2)));
    }
    Matcher own = OWN_TYPE.matcher(error);
    return own.matches() ? "own type of " + own.group(1) : error;
  }
}
