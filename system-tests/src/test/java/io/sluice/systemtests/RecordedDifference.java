package io.sluice.systemtests;

import io.sluice.systemtests.Recording.Recorded;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where Sluice is meant to differ from the recorded Pushgateway 1.11.3. Each rule is narrow, and
/// one that never applies fails the replay.
enum RecordedDifference implements Differences.Known {
  CRLF_LINE_ENDS("CR before LF is taken as part of the line's end") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      Matcher error = PARSE_ERROR.matcher(step.expected().text());
      return error.lookingAt()
          && line(step.body(), Integer.parseInt(error.group(1))).endsWith("\r")
          && step.body().contains("\r\n");
    }

    @Override
    String meant(String body) {
      return body.replace("\r\n", "\n");
    }
  },
  MISSING_LAST_LINE_END("the last line of a text body needs no LF") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      return step.expected().text().contains(": unexpected end of input stream")
          && !step.body().endsWith("\n");
    }

    @Override
    String meant(String body) {
      return body + "\n";
    }
  },
  INVALID_UTF8_IN_GROUPING_KEY("400 before anything is stored; upstream's scrapes break") {
    @Override
    boolean explainsGroup(ReplayedEnd end, Map<String, String> group) {
      return isInvalid(group) && !end.got().groups().containsKey(group);
    }

    @Override
    boolean explainsBrokenScrape(ReplayedEnd end) {
      return end.expected().groups().keySet().stream().anyMatch(RecordedDifference::isInvalid);
    }
  },
  GAUGE_OR_GAUGE_HISTOGRAM("the second of the two types under one name is always refused") {
    @Override
    boolean explainsAnswer(ReplayedStep step) {
      Set<String> errors = ConsistencyErrors.classes(step.got().text());
      return step.expected().status() != null
          && step.expected().status() == 200
          && errors != null
          && errors.stream().allMatch(e -> e.startsWith("type of "));
    }
  },
  UNCHECKED_CLASH("without the check a clashing push still fails, so that no scrape breaks") {
    @Override
    boolean explainsGroup(ReplayedEnd end, Map<String, String> group) {
      return end.isUnchecked() && end.refused(group);
    }

    @Override
    boolean explainsBrokenScrape(ReplayedEnd end) {
      return end.isUnchecked() && end.got().groups().keySet().stream().anyMatch(end::refused);
    }
  };

  private static final Pattern PARSE_ERROR =
      Pattern.compile("text format parsing error in line (\\d+): ");

  private final String reason;

  RecordedDifference(String reason) {
    this.reason = reason;
  }

  @Override
  public String reason() {
    return reason;
  }

  /// Whether this is why the step was answered otherwise. What is stored for its group may differ
  /// from then on, until the group is deleted.
  boolean explainsAnswer(ReplayedStep step) {
    return false;
  }

  /// The body, free of this difference, that Sluice takes `body` for. Sent in the place of `body`
  /// it must have the same outcome.
  @Nullable String meant(String body) {
    return null;
  }

  /// Whether this is why the group, answered alike, is stored otherwise.
  boolean explainsGroup(ReplayedEnd end, Map<String, String> group) {
    return false;
  }

  /// Whether this is why upstream's scrape failed and Sluice's did not.
  boolean explainsBrokenScrape(ReplayedEnd end) {
    return false;
  }

  /// A step that was answered otherwise than recorded. `body` is the decompressed text.
  record ReplayedStep(Recording recording, Recorded expected, RawHttp.Answer got, String body) {}

  /// What both show at the end of a sequence.
  record ReplayedEnd(Recording recording, ApiGroups expected, ApiGroups got) {
    boolean isUnchecked() {
      return recording.flags().contains("--push.disable-consistency-check");
    }

    /// Whether Sluice refused a push to this group that upstream took.
    boolean refused(Map<String, String> group) {
      return got.hasFailure(group) && !expected.hasFailure(group);
    }
  }

  private static String line(String body, int number) {
    String[] lines = body.split("\n", -1);
    return number <= lines.length ? lines[number - 1] : "";
  }

  private static boolean isInvalid(Map<String, String> group) {
    return group.values().stream().anyMatch(value -> value.contains("\uFFFD"));
  }
}
