package io.sluice.systemtests;

import io.sluice.systemtests.Recording.Recorded;
import io.sluice.systemtests.harness.ApiGroups;
import io.sluice.systemtests.harness.RawHttp.Answer;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The intended differences between Sluice and the recorded Pushgateway 1.11.3. Each rule is
/// narrow, and a rule that never applies fails the replay. The names are those in
/// docs/differences.md, if they are listed there.
enum RecordedDifference implements Differences.Known {
  CRLF("CR before LF is taken as part of the line's end") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      return step.offendingLine().endsWith("\r") && step.body().contains("\r\n");
    }

    @Override
    String meant(String body) {
      return body.replace("\r\n", "\n");
    }
  },
  MISSING_NEWLINE("the last line of a text body needs no LF, unless it is a comment") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      return step.expected().text().contains(": unexpected end of input stream")
          && !step.body().endsWith("\n")
          && !step.offendingLine().stripLeading().startsWith("#");
    }

    @Override
    String meant(String body) {
      return body + "\n";
    }
  },
  LONE_RETURN("400 for a CR inside a comment; upstream takes what follows for the comment") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      Matcher error = PARSE_ERROR.matcher(AnswerComparison.firstLine(step.got().text()));
      return error.matches()
          && error.group(2).equals("carriage return without line feed in comment")
          && line(step.body(), error).matches("\\s*#[^\n]*\r[^\n]+");
    }
  },
  EMPTY_BRACES(
      "400 for braces without a name; upstream crashes or takes the name of the line before") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      Matcher error = PARSE_ERROR.matcher(AnswerComparison.firstLine(step.got().text()));
      return error.matches()
          && error.group(2).equals("invalid metric name")
          && line(step.body(), error).stripLeading().startsWith("{");
    }
  },
  UTF8_IN_KEY("400 before anything is stored; upstream's scrapes break") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      return step.got().status() == 400
          && step.got().text().startsWith("invalid UTF-8 in label value ");
    }

    @Override
    boolean explainsGroup(ReplayedEnd end, Map<String, String> group) {
      return isInvalid(group) && !end.got().groups().containsKey(group);
    }

    @Override
    boolean explainsBrokenScrape(ReplayedEnd end) {
      return end.expected().groups().keySet().stream().anyMatch(RecordedDifference::isInvalid);
    }
  },
  GAUGE_HISTOGRAM_CLASH(
      "always 400, for its suffixes too; upstream takes some, and a scrape is 500 by chance") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      String got = step.got().text();
      Set<String> errors = ConsistencyErrors.classes(got);
      return Integer.valueOf(200).equals(step.expected().status())
          && errors != null
          && errors.stream()
              .allMatch(e -> e.startsWith("type of ") || e.startsWith("collision of "))
          && errors.stream().allMatch(e -> e.contains("pb_g_"));
    }
  },
  INVALID_NATIVE_HISTOGRAM("400 for what makes Prometheus refuse the whole scrape") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      return Integer.valueOf(200).equals(step.expected().status())
          && step.got().status() == 400
          && step.got().text().contains(" spans and buckets do not match: ");
    }
  },
  EMPTY_LABEL("400 for series that differ in empty labels only; Prometheus takes them for one") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      boolean areBothChecked =
          isCheckAnswer(step.expected().status(), step.expected().text())
              && isCheckAnswer(step.got().status(), step.got().text());
      return areBothChecked && (isEmptyLabel(step) || step.isAfterEmptyLabel());
    }

    // A group is not created if there is one whose key differs only in empty labels.
    @Override
    boolean explainsGroup(ReplayedEnd end, Map<String, String> group) {
      return end.isAfterEmptyLabel()
          || (!end.got().groups().containsKey(group)
              && end.pushedTo().anyMatch(other -> !other.equals(group) && areTwins(other, group)));
    }

    @Override
    boolean explainsBrokenScrape(ReplayedEnd end) {
      return end.isAfterEmptyLabel()
          || end.expected().groups().keySet().stream()
              .anyMatch(
                  group ->
                      end.expected().groups().keySet().stream()
                          .anyMatch(other -> !other.equals(group) && areTwins(other, group)));
    }
  },
  ESCAPED_LABEL_CLASH("400 for labels that become one when names are escaped") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      return Integer.valueOf(200).equals(step.expected().status())
          && step.got().text().contains("(names escaped as ");
    }
  },
  ESCAPED_LABEL_COLON("a colon in a label name is escaped, too; Prometheus refuses it there"),
  NUL_IN_NAME("400 for a NUL in a name; Prometheus takes it for the end of its input") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      return step.request().target().contains("/%00")
          && step.got().text().equals("improper label name \"\\x00\"\n");
    }
  },
  UNCHECKED("without the check a clashing push still fails, so that no scrape breaks") {
    @Override
    boolean explainsGroup(ReplayedEnd end, Map<String, String> group) {
      return end.isUnchecked() && end.got().hasFailure(group);
    }

    @Override
    boolean explainsBrokenScrape(ReplayedEnd end) {
      return end.isUnchecked()
          && end.got().groups().keySet().stream().anyMatch(end.got()::hasFailure);
    }
  },
  LAST_PUSH_ERROR("the API says of a group why its last push failed"),
  HELP_BY_CHANCE("of several HELP texts upstream shows the one that a Go map gives first"),
  DOT_DOT_REDIRECT("upstream's router sends DELETE /%2e%2e/ to /, where nothing can be deleted") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      return step.request().method().equals("DELETE")
          && step.request().target().equals("/%2e%2e/")
          && step.got().status() == 404;
    }
  };

  private static final Pattern PARSE_ERROR =
      Pattern.compile("text format parsing error in line (\\d+): (.*)");

  private final String reason;

  RecordedDifference(String reason) {
    this.reason = reason;
  }

  @Override
  public String reason() {
    return reason;
  }

  /// Whether this explains the different answer to the step. The stored data of its group may then
  /// differ until the group is deleted.
  boolean explainsAnswer(ReplayedStep step) {
    return false;
  }

  /// The body without this difference that Sluice treats like `body`. If it is sent instead of
  /// `body`, the outcome must be the same.
  @Nullable String meant(String body) {
    return null;
  }

  /// Whether this explains why the group is stored differently after equal answers.
  boolean explainsGroup(ReplayedEnd end, Map<String, String> group) {
    return false;
  }

  /// Whether this explains why upstream's scrape failed and Sluice's did not.
  boolean explainsBrokenScrape(ReplayedEnd end) {
    return false;
  }

  /// A step whose answer differs from the recorded one. `body` is the decompressed text.
  /// `isAfterEmptyLabel` is true if an earlier push was refused because of [#EMPTY_LABEL]: the
  /// conflicts of later pushes may then differ.
  record ReplayedStep(
      Request request, Recorded expected, Answer got, String body, boolean isAfterEmptyLabel) {

    /// The line that the recorded answer reports; empty if it reports none.
    String offendingLine() {
      Matcher error = PARSE_ERROR.matcher(AnswerComparison.firstLine(expected.text()));
      return error.matches() ? line(body, error) : "";
    }
  }

  /// The state of both at the end of a sequence.
  record ReplayedEnd(
      Recording recording, ApiGroups expected, ApiGroups got, boolean isAfterEmptyLabel) {
    /// The groups that the sequence pushes to.
    Stream<Map<String, String>> pushedTo() {
      return recording.steps().stream()
          .map(step -> step.request().target())
          .filter(target -> target.contains("/metrics/"))
          .map(target -> GroupPath.labels("", target.substring(target.indexOf("/metrics/"))))
          .filter(Objects::nonNull);
    }

    boolean isUnchecked() {
      return recording.flags().contains("--push.disable-consistency-check");
    }
  }

  private static String line(String body, Matcher error) {
    String[] lines = body.split("\n", -1);
    int number = Integer.parseInt(error.group(1));
    return number <= lines.length ? lines[number - 1] : "";
  }

  private static boolean isCheckAnswer(@Nullable Integer status, String text) {
    return Integer.valueOf(200).equals(status)
        || ConsistencyErrors.classes(text) != null
        || (Integer.valueOf(400).equals(status) && text.isEmpty()); // not recorded: unstable
  }

  /// Whether Sluice refused a push only for duplicates, and upstream did not for the same ones.
  static boolean isEmptyLabel(ReplayedStep step) {
    Set<String> expected = ConsistencyErrors.classes(step.expected().text());
    Set<String> got = ConsistencyErrors.classes(step.got().text());
    return got != null
        && !got.equals(expected)
        && got.stream().allMatch(e -> e.startsWith("was collected before with the same name"));
  }

  private static boolean areTwins(Map<String, String> a, Map<String, String> b) {
    return withoutEmpty(a).equals(withoutEmpty(b));
  }

  private static Map<String, String> withoutEmpty(Map<String, String> labels) {
    var kept = new HashMap<>(labels);
    kept.values().removeIf(String::isEmpty);
    return kept;
  }

  private static boolean isInvalid(Map<String, String> group) {
    return group.values().stream().anyMatch(value -> value.contains("\uFFFD"));
  }
}
