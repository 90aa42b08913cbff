package io.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.yaml.YamlFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushPolicyTest {
  private static final Labels KEY = Labels.of("job", "x", "zone", "a");

  @Test
  void keyLabels_dropLabels_areGone() throws Exception {
    PushPolicy policy = policy("drop_labels: [instance, pod]");

    assertThat(policy.keyLabels(Labels.of("instance", "1", "job", "x", "zone", "a")))
        .isEqualTo(Labels.of("job", "x", "zone", "a"));
  }

  @Test
  void relabel_nothingToDo_returnsTheSame() throws Exception {
    List<MetricFamily> families = List.of(family("m", gauge(1, "a", "1")));

    assertThat(policy("ttl: 1d").relabel(KEY, families)).isSameAs(families);
  }

  @Test
  void relabel_dropLabels_areGoneFromSeries() throws Exception {
    PushPolicy policy = policy("drop_labels: [pod]");

    assertThat(policy.relabel(KEY, List.of(family("m", gauge(1, "a", "1", "pod", "p")))))
        .containsExactly(family("m", gauge(1, "a", "1")));
  }

  // Both series are kept, because relabelling does not merge series.
  @Test
  void relabel_seriesThatBecomeOne_stayTwo() throws Exception {
    PushPolicy policy = policy("drop_labels: [pod]");

    assertThat(
            policy.relabel(KEY, List.of(family("m", gauge(1, "pod", "p"), gauge(2, "pod", "q")))))
        .containsExactly(family("m", gauge(1), gauge(2)));
  }

  @Test
  void relabel_stepsSeeNameAndKey() throws Exception {
    PushPolicy policy =
        policy("relabel: [{source_labels: [__name__, job, zone, l], target_label: all}]");

    assertThat(policy.relabel(KEY, List.of(family("m", gauge(1, "l", "v")))))
        .containsExactly(
            family("m", gauge(1, "all", "m;x;a;v", "job", "x", "l", "v", "zone", "a")));
  }

  @Test
  void relabel_droppedSeries_leaveTheFamilyWithout() throws Exception {
    PushPolicy policy = policy("relabel: [{source_labels: [l], regex: v, action: drop}]");

    assertThat(
            policy.relabel(
                Labels.EMPTY,
                List.of(
                    family("m", gauge(1, "l", "v"), gauge(2, "l", "w")),
                    family("n", gauge(3, "l", "v")))))
        .containsExactly(family("m", gauge(2, "l", "w")));
  }

  @Test
  void relabel_otherName_movesToThatFamily() throws Exception {
    PushPolicy policy =
        policy("relabel: [{source_labels: [__name__], regex: 'old_(.*)', target_label: __name__}]");

    assertThat(
            policy.relabel(
                Labels.EMPTY,
                List.of(family("old_m", gauge(1, "l", "1")), family("m", gauge(2, "l", "2")))))
        .containsExactly(family("m", gauge(1, "l", "1"), gauge(2, "l", "2")));
  }

  @Test
  void relabel_nameOfAnotherType_isRefused() throws Exception {
    PushPolicy policy = policy("relabel: [{target_label: __name__, replacement: m}]");
    var counter = new Metric.Counter(Labels.EMPTY, 1, null, null);

    assertThatThrownBy(
            () ->
                policy.relabel(
                    Labels.EMPTY,
                    List.of(
                        family("a", gauge(1)),
                        new MetricFamily("b", null, MetricType.COUNTER, null, List.of(counter)))))
        .isInstanceOf(RelabelException.class)
        .hasMessage("a rule gives m the types GAUGE and COUNTER");
  }

  @Test
  void relabel_noNameLeft_isRefused() throws Exception {
    PushPolicy policy = policy("relabel: [{regex: l, action: labelkeep}]");

    assertThatThrownBy(() -> policy.relabel(KEY, List.of(family("m", gauge(1, "l", "v")))))
        .isInstanceOf(RelabelException.class)
        .hasMessage("a rule leaves a series of m without a name");
  }

  @Test
  void relabel_reservedLabels_areGoneAfterwards() throws Exception {
    PushPolicy policy =
        policy(
            "relabel: [{target_label: __tmp, replacement: x},"
                + " {source_labels: [__tmp], target_label: l}]");

    assertThat(policy.relabel(Labels.EMPTY, List.of(family("m", gauge(1)))))
        .containsExactly(family("m", gauge(1, "l", "x")));
  }

  // A rule does not make a body valid that is refused without rules.
  @Test
  void relabel_labelsThatAreRefusedAnyway_stay() throws Exception {
    PushPolicy policy = policy("drop_labels: [a]\n    relabel: [{regex: a, action: labeldrop}]");
    MetricFamily twice = family("m", gauge(1, "a", "1", "a", "2"));
    MetricFamily reserved = family("n", gauge(1, "__name__", "x"));

    assertThat(policy.relabel(KEY, List.of(twice, reserved))).containsExactly(twice, reserved);
  }

  private static PushPolicy policy(String rule) throws Exception {
    return Rules.parse(YamlFile.parse("rules:\n  - " + rule + "\n"))
        .policyFor(GroupingKey.of("job", "x"));
  }

  private static MetricFamily family(String name, Metric... metrics) {
    return new MetricFamily(name, "help", MetricType.GAUGE, null, List.of(metrics));
  }

  private static Metric gauge(double value, String... labels) {
    return new Metric.Gauge(Labels.of(labels), value);
  }
}
