package io.sluice.systemtests;

import static java.util.Collections.disjoint;

import io.sluice.systemtests.RecordedDifference.ReplayedEnd;
import io.sluice.systemtests.RecordedDifference.ReplayedStep;
import io.sluice.systemtests.Recording.Recorded;
import io.sluice.systemtests.Recording.Step;
import io.sluice.systemtests.harness.ApiGroups;
import io.sluice.systemtests.harness.Exposition;
import io.sluice.systemtests.harness.RawHttp.Answer;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Plays recorded sequences to one gateway, and compares the answers and the final state.
///
/// If a known difference explains an answer, the group that was pushed to is excluded from the
/// comparison of the final state; all other groups are still compared.
final class Replay {
  /// After this number of requests without an answer, the rest is skipped: each takes the whole
  /// limit.
  private static final int NO_ANSWER_LIMIT = 3;

  private final GatewayState gateway;
  private final Differences<RecordedDifference> differences;
  private final Map<Integer, String> meantBodies = new HashMap<>();
  private int noAnswers;

  /// Whether a push of this sequence was refused because of EMPTY_LABEL.
  private boolean isAfterEmptyLabel;

  Replay(GatewayState gateway, Differences<RecordedDifference> differences) {
    this.gateway = gateway;
    this.differences = differences;
  }

  /// Plays `recording` to the emptied gateway.
  void play(Recording recording) {
    if (noAnswers == NO_ANSWER_LIMIT) {
      differences.count("sequences not played, for want of answers");
      return;
    }
    gateway.wipe();
    differences.count("sequences");
    var diverged = new HashSet<Map<String, String>>();
    var answers = new ArrayList<Answer>();
    meantBodies.clear();
    isAfterEmptyLabel = false;
    for (int i = 0; i < recording.steps().size(); i++) {
      Step step = recording.steps().get(i);
      Recorded expected = step.answer();
      if (expected == null) {
        differences.count("requests that the recorder could not send");
        continue;
      }
      differences.count("requests");
      Answer got = send(recording, step.request());
      if (got == null) {
        return;
      }
      answers.add(got);
      compareAnswer(recording, i, expected, got, diverged);
      forgetDeleted(step.request(), diverged);
    }
    compareEnd(recording, diverged);
    if (!meantBodies.isEmpty()) {
      compareWithMeant(recording, answers);
    }
  }

  /// Plays the sequence again with equivalent bodies according to the known differences: the
  /// outcome must be the same.
  private void compareWithMeant(Recording recording, List<Answer> answers) {
    ApiGroups groups = gateway.groups();
    gateway.wipe();
    for (int i = 0; i < answers.size(); i++) {
      Request request = recording.steps().get(i).request();
      String meant = meantBodies.get(i);
      Request plain =
          meant == null ? request : request.withBody(meant.getBytes(StandardCharsets.UTF_8));
      Answer got = gateway.http().send(plain);
      String first = AnswerComparison.firstLine(got.text());
      if (!first.equals(AnswerComparison.firstLine(answers.get(i).text()))) {
        differences.unexplained(recording.id(), "body as meant: got " + first);
      }
    }
    if (!gateway.groups().equals(groups)) {
      differences.unexplained(recording.id(), "state as meant: got " + gateway.groups());
    }
  }

  private @Nullable Answer send(Recording recording, Request request) {
    try {
      return gateway.http().send(request);
    } catch (UncheckedIOException e) {
      noAnswers++;
      differences.unexplained(recording.id(), "no answer: " + e.getCause());
      return null;
    }
  }

  private void compareAnswer(
      Recording recording,
      int index,
      Recorded expected,
      Answer got,
      Set<Map<String, String>> diverged) {
    Request request = recording.steps().get(index).request();
    String difference = AnswerComparison.difference(request, expected, got);
    var step = new ReplayedStep(request, expected, got, text(request), isAfterEmptyLabel);
    isAfterEmptyLabel |= RecordedDifference.isEmptyLabel(step);
    if (difference == null) {
      return;
    }
    RecordedDifference rule = firstRule(r -> r.explainsAnswer(step));
    if (rule == null) {
      String where =
          "%s, step %d %s %s"
              .formatted(recording.id(), index + 1, request.method(), request.target());
      differences.unexplained(where, difference);
      return;
    }
    differences.explained(rule);
    String meant = rule.meant(step.body());
    if (meant != null) {
      meantBodies.put(index, meant);
    }
    Map<String, String> group = GroupPath.labels(gateway.prefix(), request.target());
    if (group != null) {
      diverged.add(group);
    }
  }

  private void forgetDeleted(Request request, Set<Map<String, String>> diverged) {
    if (request.method().equals("DELETE") && !diverged.isEmpty()) {
      Map<String, String> group = GroupPath.labels(gateway.prefix(), request.target());
      if (group != null) {
        diverged.remove(group);
      }
    }
  }

  private void compareEnd(Recording recording, Set<Map<String, String>> diverged) {
    Answer scrape = gateway.scrape();
    if (scrape.status() != 200) {
      differences.unexplained(recording.id(), "scrape: got " + scrape.status());
      return;
    }
    ApiGroups full = gateway.groups();
    ApiGroups got = full.withoutErrors();
    if (!got.equals(full)) {
      differences.explained(RecordedDifference.LAST_PUSH_ERROR);
    }
    if (recording.api() != null) {
      var end = new ReplayedEnd(recording, ApiGroups.of(recording.api()), got, isAfterEmptyLabel);
      compareGroups(end, diverged);
      explainBrokenScrape(end);
    } else {
      differences.count("final states not compared in the API: unstable when recorded");
    }
    if (isAfterEmptyLabel) {
      differences.count("final states not compared in text: a push was refused for empty labels");
    } else if (recording.text() != null) {
      compareText(recording, scrape.text(), got, diverged);
    } else {
      differences.count("final states not compared in text: unstable or broken when recorded");
    }
    if (!diverged.isEmpty()) {
      differences.count("final states compared without the groups of known differences");
    }
  }

  private void explainBrokenScrape(ReplayedEnd end) {
    Integer status = end.recording().scrapeStatus();
    if (status != null && status != 200) {
      RecordedDifference rule = firstRule(r -> r.explainsBrokenScrape(end));
      if (rule == null) {
        differences.unexplained(end.recording().id(), "scrape: expected " + status + " got 200");
      } else {
        differences.explained(rule);
      }
    }
  }

  private void compareGroups(ReplayedEnd end, Set<Map<String, String>> diverged) {
    var all = new HashSet<>(end.expected().groups().keySet());
    all.addAll(end.got().groups().keySet());
    for (Map<String, String> group : all) {
      Map<String, Object> expected = end.expected().groups().get(group);
      Map<String, Object> got = end.got().groups().get(group);
      if (Objects.equals(expected, got) || diverged.contains(group)) {
        continue;
      }
      RecordedDifference rule = firstRule(r -> r.explainsGroup(end, group));
      if (rule == null) {
        differences.unexplained(
            end.recording().id(), "api: %s expected %s got %s".formatted(group, expected, got));
      } else {
        differences.explained(rule);
        diverged.add(group);
      }
    }
  }

  private void compareText(
      Recording recording, String text, ApiGroups groups, Set<Map<String, String>> diverged) {
    Exposition expected = Exposition.parse(Objects.requireNonNull(recording.text()));
    Exposition got;
    try {
      got = Exposition.parse(text).withoutOwn();
    } catch (IllegalArgumentException e) {
      differences.unexplained(recording.id(), "unreadable text: " + e.getMessage());
      return;
    }
    if (!diverged.isEmpty()) {
      var known = new HashSet<>(groups.groups().keySet());
      known.addAll(diverged);
      expected = expected.with(labels -> disjoint(groupsOf(labels, known), diverged));
      got = got.with(labels -> disjoint(groupsOf(labels, known), diverged));
    }
    Exposition sameHelp = expected.withHelpsOf(got, groups);
    Exposition legacy = sameHelp.withoutColonsInLabels();
    String difference = legacy.differenceFrom(got);
    if (difference == null && !sameHelp.equals(expected)) {
      differences.explained(RecordedDifference.HELP_BY_CHANCE);
    }
    if (difference == null && !legacy.equals(sameHelp)) {
      differences.explained(RecordedDifference.ESCAPED_LABEL_COLON);
    }
    if (difference != null) {
      differences.unexplained(recording.id(), "text " + difference);
    }
  }

  /// The possible groups of a series: of the groups whose labels it has, those with the most
  /// labels.
  private static Set<Map<String, String>> groupsOf(
      Map<String, String> labels, Set<Map<String, String>> groups) {
    var best = new HashSet<Map<String, String>>();
    int size = 0;
    for (Map<String, String> group : groups) {
      if (group.size() >= size && labels.entrySet().containsAll(escaped(group).entrySet())) {
        if (group.size() > size) {
          best.clear();
          size = group.size();
        }
        best.add(group);
      }
    }
    return best;
  }

  /// A group's labels as a scrape shows them, without those that escaping makes equal.
  private static Map<String, String> escaped(Map<String, String> group) {
    var escaped = new TreeMap<String, String>();
    var clashing = new HashSet<String>();
    group.forEach(
        (name, value) -> {
          String shown = name.replaceAll("[^a-zA-Z0-9_]", "_").replaceFirst("^[0-9]", "_");
          if (escaped.put(shown, value) != null) {
            clashing.add(shown);
          }
        });
    escaped.keySet().removeAll(clashing);
    return escaped;
  }

  private static @Nullable RecordedDifference firstRule(Predicate<RecordedDifference> explains) {
    return List.of(RecordedDifference.values()).stream().filter(explains).findFirst().orElse(null);
  }

  /// The body as text, decompressed if it was sent with gzip.
  private static String text(Request request) {
    byte[] body = request.body();
    if (body == null) {
      return "";
    }
    if ("gzip".equals(request.header("Content-Encoding"))) {
      try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        body = in.readAllBytes();
      } catch (IOException _) {
        return "";
      }
    }
    return new String(body, StandardCharsets.UTF_8);
  }
}
