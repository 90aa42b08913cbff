package io.sluice.rules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Labels;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The behaviour of `relabel_config` according to Prometheus's documentation.
class RelabelingTest {
  private static final Labels ABC = Labels.of("__name__", "m", "a", "foo", "b", "bar", "c", "baz");

  @Test
  void replace_regexMatches_setsTheTarget() throws Exception {
    assertThat(relabel("{source_labels: [a], regex: 'f(.*)', target_label: d, replacement: 'x$1'}"))
        .isEqualTo(Labels.of("__name__", "m", "a", "foo", "b", "bar", "c", "baz", "d", "xoo"));
  }

  @Test
  void replace_everyDefault_copiesTheSource() throws Exception {
    assertThat(relabel("{source_labels: [a], target_label: d}")).isEqualTo(with("d", "foo"));
    assertThat(relabel("{source_labels: [a, b, none], target_label: d}"))
        .isEqualTo(with("d", "foo;bar;"));
    assertThat(relabel("{source_labels: [a, b], separator: '', target_label: d}"))
        .isEqualTo(with("d", "foobar"));
    assertThat(relabel("{target_label: d, replacement: x}")).isEqualTo(with("d", "x"));
  }

  @Test
  void replace_regexDoesNotMatchTheWhole_changesNothing() throws Exception {
    assertThat(relabel("{source_labels: [a], regex: 'fo', target_label: d}")).isEqualTo(ABC);
  }

  @Test
  void replace_emptyValue_removesTheLabel() throws Exception {
    assertThat(relabel("{target_label: a, replacement: ''}")).isEqualTo(ABC.without("a"));
    assertThat(relabel("{source_labels: [a], regex: '(x)?.*', target_label: a}"))
        .isEqualTo(ABC.without("a"));
  }

  @Test
  void replace_targetFromTheMatch_setsThat() throws Exception {
    assertThat(relabel("{source_labels: [a], target_label: 'x_${1}', replacement: v}"))
        .isEqualTo(with("x_foo", "v"));
    // Without a name, no label is set.
    assertThat(relabel("{source_labels: [none], target_label: '${1}', replacement: v}"))
        .isEqualTo(ABC);
  }

  @ParameterizedTest
  @CsvSource({
    "keep, foo, true",
    "keep, fo, false",
    "drop, foo, false",
    "drop, fo, true",
  })
  void keepAndDrop_regex_decide(String action, String regex, boolean isKept) throws Exception {
    Labels relabeled =
        relabel("{source_labels: [a], regex: '%s', action: %s}".formatted(regex, action));

    assertThat(relabeled).isEqualTo(isKept ? ABC : null);
  }

  @ParameterizedTest
  @CsvSource({
    "keepequal, d, true",
    "keepequal, b, false",
    "dropequal, d, false",
    "dropequal, b, true",
  })
  void equality_sourceAndTarget_decide(String action, String target, boolean isKept)
      throws Exception {
    Labels relabeled =
        relabel(
            "{source_labels: [a], target_label: d}",
            "{source_labels: [a], target_label: %s, action: %s}".formatted(target, action));

    assertThat(relabeled != null).isEqualTo(isKept);
  }

  // The values are those that Prometheus gives: the last eight bytes of an MD5, big-endian.
  @ParameterizedTest
  @CsvSource({"foo, 1000, 696", "'', 10, 8"})
  void hashmod_value_isThatOfPrometheus(String value, int modulus, String expected)
      throws Exception {
    Relabeling relabeling =
        relabeling(
            "{source_labels: [v], target_label: d, modulus: %d, action: hashmod}"
                .formatted(modulus));
    Labels relabeled = relabeling.apply(Labels.of("v", value));

    assertThat(requireNonNull(relabeled).get("d")).isEqualTo(expected);
  }

  @Test
  void labelmap_matchingNames_areCopied() throws Exception {
    assertThat(relabel("{regex: '(a|b)', replacement: 'x_$1', action: labelmap}"))
        .isEqualTo(with("x_a", "foo").overlaidWith(Labels.of("x_b", "bar")));
    // The last one by name is used.
    assertThat(
            relabel(
                "{target_label: a, replacement: late}",
                "{regex: '[ab]', replacement: z, action: labelmap}"))
        .isEqualTo(with("z", "bar").overlaidWith(Labels.of("a", "late")));
  }

  @Test
  void labeldropAndLabelkeep_names_areMatched() throws Exception {
    assertThat(relabel("{regex: '[ab]', action: labeldrop}"))
        .isEqualTo(Labels.of("__name__", "m", "c", "baz"));
    assertThat(relabel("{regex: '__name__|c', action: LabelKeep}"))
        .isEqualTo(Labels.of("__name__", "m", "c", "baz"));
  }

  @Test
  void case_value_isChanged() throws Exception {
    Relabeling upper = relabeling("{source_labels: [v], target_label: d, action: uppercase}");
    Labels relabeled = upper.apply(Labels.of("v", "aßé"));

    assertThat(relabeled).isEqualTo(Labels.of("v", "aßé", "d", "AßÉ"));
    assertThat(
            relabel(
                "{target_label: a, replacement: FOO}",
                "{source_labels: [a], target_label: a, action: lowercase}"))
        .isEqualTo(ABC);
  }

  @Test
  void apply_severalSteps_workOneAfterTheOther() throws Exception {
    assertThat(
            relabel(
                "{source_labels: [a], target_label: d}",
                "{source_labels: [d], regex: 'f.*', target_label: e, replacement: y}",
                "{regex: d, action: labeldrop}"))
        .isEqualTo(with("e", "y"));
    assertThat(
            relabel(
                "{source_labels: [a], regex: foo, action: drop}",
                "{target_label: d, replacement: x}"))
        .isNull();
  }

  @Test
  void apply_emptyLabels_areNone() throws Exception {
    Relabeling relabeling = relabeling("{regex: x, action: labeldrop}");

    assertThat(relabeling.apply(Labels.of("a", "", "b", "1"))).isEqualTo(Labels.of("b", "1"));
    assertThat(Relabeling.NONE.apply(Labels.of("a", ""))).isEqualTo(Labels.of("a", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{action: keeep} | 2:14: unknown action \"keeep\", expected one of replace, keep, drop",
        "{source_labels: [a]} | 2:5: action replace needs a target_label",
        "{target_label: ''} | 2:20: action replace needs a target_label",
        "{target_label: a, regex: '('} | 2:30: bad regular expression: missing closing )",
        "{target_label: a, action: hashmod} | 2:5: action hashmod needs a modulus",
        "{target_label: a, modulus: 0, action: hashmod} | 2:32: action hashmod needs a modulus",
        "{action: labeldrop, regex: a, target_label: b} | 2:49: action labeldrop takes no target_label",
        "{action: labelkeep, source_labels: [a]} | 2:40: action labelkeep takes no source_labels",
        "{action: lowercase, target_label: a, replacement: b} | 2:55: action lowercase takes no replacement",
        "{action: keepequal, target_label: a, regex: b} | 2:49: action keepequal takes no regex",
        "{action: labelmap, regex: a, replacement: ''} | 2:47: action labelmap needs a label name",
        "{target_label: a, replace: b} | 2:23: unknown key \"replace\"",
        "{source_labels: a, target_label: a} | 2:21: expected a list, got a single value",
        "{source_labels: [''], target_label: a} | 2:22: not a label name: \"\"",
      })
  void parse_wrongStep_saysWhere(String step, String message) {
    assertThatThrownBy(() -> relabeling(step))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith(message);
  }

  private static Labels with(String name, String value) {
    return ABC.overlaidWith(Labels.of(name, value));
  }

  private static @Nullable Labels relabel(String... steps) throws YamlException {
    return relabeling(steps).apply(ABC);
  }

  private static Relabeling relabeling(String... steps) throws YamlException {
    String list = "relabel:\n  - " + String.join("\n  - ", steps) + "\n";
    return RelabelParser.parse(YamlFile.parse(list).maps("relabel"));
  }
}
