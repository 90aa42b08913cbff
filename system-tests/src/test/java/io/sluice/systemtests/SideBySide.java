package io.sluice.systemtests;

import io.sluice.systemtests.LiveStep.Last;
import io.sluice.systemtests.LiveStep.Lenient;
import io.sluice.systemtests.LiveStep.Same;
import io.sluice.systemtests.Recording.Recorded;
import io.sluice.systemtests.harness.ApiGroups;
import io.sluice.systemtests.harness.Exposition;
import io.sluice.systemtests.harness.RawHttp.Answer;
import io.sluice.systemtests.harness.RawHttp.Header;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Plays sequences to a peer and to Sluice, and compares the answers and the state.
final class SideBySide {
  /// The peer answers a DELETE before it is done, so its state is polled for some time.
  private static final int STATE_POLLS = 40;

  private static final long STATE_POLL_NANOS = 5_000_000;

  /// Targets whose answers contain times, which are replaced before the comparison.
  private static final List<String> STATE = List.of("/metrics", "/api/v1/metrics");

  private static final Request PROTOBUF_SCRAPE =
      new Request(
          "GET", "/metrics", List.of(new Header("Accept", LiveSteps.PROTOBUF.value())), null);

  private final GatewayState peer;
  private final GatewayState sluice;
  private final Differences<LiveDifference> differences;

  SideBySide(GatewayState peer, GatewayState sluice, Differences<LiveDifference> differences) {
    this.peer = peer;
    this.sluice = sluice;
    this.differences = differences;
  }

  /// Plays `steps` to both, emptied.
  void play(String name, List<LiveStep> steps) {
    differences.count("sequences");
    peer.wipe();
    sluice.wipe();
    for (LiveStep step : steps) {
      switch (step) {
        case Same same -> playSame(name, same.request());
        case Lenient lenient -> playLenient(name, lenient);
        case Last last -> {
          last.before().forEach(request -> playSame(name, request));
          compareStates(name);
          playLast(name, last);
          return;
        }
      }
    }
    compareStates(name);
  }

  private void playSame(String name, Request request) {
    differences.count("requests");
    if (request.target().endsWith("/wipe")) {
      peer.wipe();
      sluice.wipe();
      return;
    }
    compareAnswers(name, request, peer.http().send(request), sluice.http().send(request));
  }

  private void playLenient(String name, Lenient step) {
    differences.count("requests");
    Answer refusal = peer.http().send(step.lenient());
    if (refusal.status() == 400) {
      differences.explained(step.rule());
    } else {
      differences.unexplained(name, "%s: peer %d".formatted(step.rule(), refusal.status()));
    }
    Answer plain = peer.http().send(step.plain());
    compareAnswers(name, step.lenient(), plain, sluice.http().send(step.lenient()));
  }

  private void playLast(String name, Last step) {
    differences.count("requests");
    ApiGroups before = sluice.groups();
    Answer peerAnswer = peer.http().send(step.request());
    Answer answer = sluice.http().send(step.request());
    boolean peerDiffers = peerAnswer.status() != answer.status() || isBroken(peer);
    if (peerDiffers && hasOutcome(step, answer, before) && !isBroken(sluice)) {
      differences.explained(step.rule());
    } else {
      differences.unexplained(
          name,
          "%s: peer %d %s sluice %d %s"
              .formatted(
                  step.rule(),
                  peerAnswer.status(),
                  AnswerComparison.firstLine(peerAnswer.text()),
                  answer.status(),
                  AnswerComparison.firstLine(answer.text())));
    }
  }

  private boolean hasOutcome(Last step, Answer answer, ApiGroups before) {
    ApiGroups after = sluice.groups();
    return switch (step.outcome()) {
      case REFUSED -> answer.status() == 400 && after.equals(before);
      case FAILED -> answer.status() == 400 && after.pushed().equals(before.pushed());
      case TAKEN -> answer.status() == 200 && !after.equals(before);
    };
  }

  /// Whether a scrape fails, is empty or cannot be read.
  private static boolean isBroken(GatewayState gateway) {
    Answer scrape = gateway.scrape();
    try {
      return scrape.status() != 200 || Exposition.parse(scrape.text()).families().isEmpty();
    } catch (RuntimeException _) {
      return true;
    }
  }

  private void compareAnswers(String name, Request request, Answer peer, Answer sluice) {
    boolean showsState = STATE.contains(request.target()) && peer.status() == 200;
    byte[] body = showsState ? sluice.body() : peer.body();
    String difference =
        AnswerComparison.difference(
            request, new Recorded(peer.status(), peer.headers(), body), sluice);
    if (difference == null) {
      return;
    }
    for (LiveDifference rule : LiveDifference.values()) {
      if (rule.explainsAnswers(request, peer, sluice)) {
        differences.explained(rule);
        deleteGroup(request, peer, sluice);
        return;
      }
    }
    differences.unexplained(
        name,
        "%s; %s %s".formatted(difference, request.method(), request.target()) + sent(request));
  }

  /// Makes both equal again after only one of them accepted a push, or recorded its failure.
  private void deleteGroup(Request push, Answer peerAnswer, Answer answer) {
    boolean isPush = push.method().equals("PUT") || push.method().equals("POST");
    if (isPush && !peerAnswer.text().equals(answer.text())) {
      peer.http().send("DELETE", push.target());
      sluice.http().send("DELETE", push.target());
    }
  }

  private static String sent(Request request) {
    byte[] body = request.body();
    return body == null ? "" : "\n" + new String(body, StandardCharsets.UTF_8);
  }

  private void compareStates(String name) {
    String difference = stateDifference();
    for (int i = 0; i < STATE_POLLS && difference != null; i++) {
      LockSupport.parkNanos(STATE_POLL_NANOS);
      difference = stateDifference();
    }
    if (difference != null) {
      differences.unexplained(name, difference);
    }
  }

  private @Nullable String stateDifference() {
    ApiGroups expected = peer.groups();
    ApiGroups full = sluice.groups();
    ApiGroups got = full.withoutErrors();
    if (!got.equals(full)) {
      differences.explained(LiveDifference.LAST_PUSH_ERROR);
    }
    if (!expected.equals(got)) {
      return "api: expected %s got %s".formatted(expected, got);
    }
    String text = textDifference(expected);
    return text != null ? text : protobufDifference();
  }

  private @Nullable String textDifference(ApiGroups groups) {
    Answer expectedScrape = peer.scrape();
    Answer gotScrape = sluice.scrape();
    if (expectedScrape.status() != 200 || gotScrape.status() != 200) {
      return "scrape: expected %d got %d".formatted(expectedScrape.status(), gotScrape.status());
    }
    Exposition expected = Exposition.parse(expectedScrape.text()).withoutOwn();
    Exposition got = Exposition.parse(gotScrape.text()).withoutOwn();
    Exposition sameHelp = expected.withHelpsOf(got, groups);
    String difference = sameHelp.differenceFrom(got);
    if (difference == null && !sameHelp.equals(expected)) {
      differences.explained(LiveDifference.HELP_BY_CHANCE);
    }
    return difference == null ? null : "text " + difference;
  }

  private @Nullable String protobufDifference() {
    List<String> expected = protobuf(peer);
    List<String> got = protobuf(sluice);
    return expected.equals(got) ? null : "protobuf: expected %s got %s".formatted(expected, got);
  }

  private static List<String> protobuf(GatewayState gateway) {
    Answer scrape = gateway.http().send(PROTOBUF_SCRAPE);
    return ProtoExposition.parse(scrape.body()).withoutOwn().comparable();
  }
}
