package io.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.ParsedBody;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparationTest {
  private static final GroupingKey KEY = GroupingKey.of("job", "j");
  private static final long NOW = 42;

  @Test
  void push_goodBody_completesLabels() {
    var body = body(gauge(Labels.of("job", "other", "x", "1")));
    Command command =
        Preparation.push(
            GroupingKey.of("job", "j", "zone", "z"),
            body,
            true,
            PushOrigin.at(NOW),
            Lifetimes.NONE);

    assertThat(command).isInstanceOf(Command.Push.class);
    var push = (Command.Push) command;
    assertThat(push.replace()).isTrue();
    assertThat(push.origin().nanos()).isEqualTo(NOW);
    assertThat(push.families().getFirst().metrics().getFirst().labels())
        .isEqualTo(Labels.of("instance", "", "job", "j", "x", "1", "zone", "z"));
  }

  @Test
  void push_instanceOfTheBody_isKept() {
    Command command =
        Preparation.push(
            KEY, body(gauge(Labels.of("instance", "i"))), true, PushOrigin.at(NOW), Lifetimes.NONE);

    assertThat(((Command.Push) command).families().getFirst().metrics().getFirst().labels())
        .isEqualTo(Labels.of("instance", "i", "job", "j"));
  }

  @Test
  void push_timestamps_fail() {
    var body = new ParsedBody(List.of(), true);

    assertThat(Preparation.push(KEY, body, true, PushOrigin.at(NOW), Lifetimes.NONE))
        .isEqualTo(
            new Command.Fail(KEY, PushOrigin.at(NOW), "pushed metrics must not have timestamps"));
  }

  // dcff represents the byte ff.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x,1,x,2   | has two or more labels with the same name: x",
        "__x,1     | has a label with an invalid name: __x",
        "`,1`      | has a label with an invalid name:",
        "\udcff,1  | has a label with an invalid name: \ufffd",
        "x,a\udcff | has a label named \"x\" whose value is not utf8: \"a\\xff\"",
        "a.b,1,a_b,1 | has two or more labels with the same name: a_b (names escaped as underscores)",
        "a.b,1,a_dot_b,1 | has two or more labels with the same name: a_dot_b (names escaped as dots)",
        "a.b,1,U__a_2e_b,1 | has two or more labels with the same name: U__a_2e_b (names escaped as values)",
        "..name..,1 | has two or more labels with the same name: __name__ (names escaped as underscores)",
      })
  void push_labelsThatCannotBe_failsWithTheReason(String labels, String reason) {
    String[] pairs = labels.split(",", -1);
    Command command =
        Preparation.push(
            KEY, body(gauge(Labels.of(pairs))), true, PushOrigin.at(NOW), Lifetimes.NONE);

    assertThat(message(command)).startsWith("collected metric \"m\" { ").contains("} " + reason);
  }

  @ParameterizedTest
  @CsvSource({
    "SUMMARY, quantile, true",
    "SUMMARY, le, false",
    "HISTOGRAM, le, true",
    "GAUGE_HISTOGRAM, le, true",
    "HISTOGRAM, quantile, false"
  })
  void push_labelOfTheExposition_failsWhereItWouldBeAdded(
      MetricType type, String label, boolean fails) {
    Labels labels = Labels.of(label, "1");
    Metric metric =
        type == MetricType.SUMMARY
            ? new Metric.Summary(labels, 1L, 1.0, List.of(), null)
            : new Metric.Histogram(labels, 1L, null, 1.0, List.of(), null, null);
    Command command =
        Preparation.push(KEY, body(family(type, metric)), true, PushOrigin.at(NOW), Lifetimes.NONE);

    if (fails) {
      assertThat(message(command))
          .contains("must not have an explicit \"%s\" label".formatted(label));
    } else {
      assertThat(command).isInstanceOf(Command.Push.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"COUNTER", "GAUGE", "SUMMARY", "UNTYPED", "HISTOGRAM", "GAUGE_HISTOGRAM"})
  void push_noValue_fails(MetricType type) {
    var body = body(family(type, new Metric.Valueless(Labels.EMPTY)));

    assertThat(message(Preparation.push(KEY, body, true, PushOrigin.at(NOW), Lifetimes.NONE)))
        .endsWith("} is not a " + type);
  }

  @Test
  void push_seriesTwiceOnceCompleted_fails() {
    var body = body(gauge(Labels.of("job", "a")), gauge(Labels.of("job", "b", "instance", "")));
    var metrics = new ArrayList<Metric>();
    body.families().forEach(family -> metrics.addAll(family.metrics()));
    var together = body(family(MetricType.GAUGE, metrics.toArray(Metric[]::new)));

    assertThat(message(Preparation.push(KEY, together, true, PushOrigin.at(NOW), Lifetimes.NONE)))
        .endsWith("was collected before with the same name and label values");
  }

  @Test
  void push_brokenNativeHistogram_fails() {
    var part =
        new Metric.NativePart(
            99, null, 1L, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of());
    var histogram = new Metric.Histogram(Labels.EMPTY, 1L, null, 1.0, List.of(), null, part);

    Command command =
        Preparation.push(
            KEY,
            body(family(MetricType.HISTOGRAM, histogram)),
            true,
            PushOrigin.at(NOW),
            Lifetimes.NONE);
    assertThat(command).isInstanceOf(Command.Fail.class);
  }

  @Test
  void push_ownTimes_dropsOneAndRefusesTheOther() {
    var times = new MetricFamily("push_time_seconds", null, MetricType.SUMMARY, null, List.of());
    var forged =
        new MetricFamily("push_failure_time_seconds", null, MetricType.GAUGE, null, List.of());

    assertThat(
            ((Command.Push)
                    Preparation.push(KEY, body(times), true, PushOrigin.at(NOW), Lifetimes.NONE))
                .families())
        .isEmpty();
    assertThat(
            message(Preparation.push(KEY, body(forged), true, PushOrigin.at(NOW), Lifetimes.NONE)))
        .isEqualTo("push_failure_time_seconds is set by the gateway and must not be pushed");
  }

  @Test
  void push_manyProblems_countsAllAndListsAHundred() {
    var metrics = new Metric[150];
    for (int i = 0; i < metrics.length; i++) {
      metrics[i] = new Metric.Gauge(Labels.of("__bad", "v" + i), i);
    }
    String message =
        message(
            Preparation.push(
                KEY,
                body(family(MetricType.GAUGE, metrics)),
                true,
                PushOrigin.at(NOW),
                Lifetimes.NONE));

    assertThat(message).startsWith("150 error(s) occurred:\n* collected metric");
    assertThat(message.lines()).hasSize(101);
  }

  @Test
  void keyProblem_goodKeys_haveNone() {
    assertThat(Preparation.keyProblem(GroupingKey.of("job", "j", "a.b", "1", "le", ""))).isNull();
    assertThat(Preparation.keyProblem(GroupingKey.of("job", "j", "a.b", "1", "a_b", "")))
        .isEqualTo("has two or more labels with the same name: a_b (names escaped as underscores)");
  }

  private static String message(Command command) {
    assertThat(command).isInstanceOf(Command.Fail.class);
    return ((Command.Fail) command).message();
  }

  private static MetricFamily gauge(Labels labels) {
    return family(MetricType.GAUGE, new Metric.Gauge(labels, 1));
  }

  private static MetricFamily family(MetricType type, Metric... metrics) {
    return new MetricFamily("m", null, type, null, List.of(metrics));
  }

  private static ParsedBody body(MetricFamily... families) {
    return new ParsedBody(List.of(families), false);
  }
}
