package io.sluice.rules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.merge.BucketMode;
import io.sluice.merge.GaugeMode;
import io.sluice.model.GroupingKey;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlFile;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
  private static final String THREE =
      """
      rules:
        - match: '{job=~"ci-.*"}'
          aggregate: true
        - match: '{job="backup",instance!=""}'
          ttl: 1d
        - ttl: 1h
      """;

  @Test
  void parse_everyKey_isRead() throws Exception {
    PushPolicy policy =
        rules(
                """
                rules:
                  - match: '{job="x"}'
                    aggregate: yes
                    gauges: max
                    buckets: union
                    mode_label: clearmode
                    drop_labels: [instance, pod]
                    relabel:
                      - {regex: tmp, action: labeldrop}
                    ttl: 1d
                    series_ttl: 1h30m
                    expect_within: 0
                    limits:
                      series_per_push: 10
                      series_per_group: 20
                      body_bytes: 30
                """)
            .policyFor(GroupingKey.of("job", "x"));

    assertThat(policy.aggregate()).isTrue();
    assertThat(policy.gauges()).isEqualTo(GaugeMode.MAX);
    assertThat(policy.buckets()).isEqualTo(BucketMode.UNION);
    assertThat(policy.modeLabel()).isEqualTo("clearmode");
    assertThat(policy.dropLabels()).isEqualTo(Set.of("instance", "pod"));
    assertThat(policy.relabeling().actions()).containsExactly("labeldrop");
    assertThat(policy.ttl()).isEqualTo(Duration.ofDays(1));
    assertThat(policy.seriesTtl()).isEqualTo(Duration.ofMinutes(90));
    assertThat(policy.expectWithin()).isEqualTo(Duration.ZERO);
    assertThat(policy.limits()).isEqualTo(new RuleLimits(10, 20, 30));
  }

  @Test
  void parse_nothingSaid_leavesEverythingOpen() throws Exception {
    PushPolicy policy =
        rules("rules:\n  - match: '{job=\"x\"}'\n").policyFor(GroupingKey.of("job", "x"));

    assertThat(policy).isEqualTo(PushPolicy.NONE);
    assertThat(rules("").all()).isEmpty();
    assertThat(rules("rules:\n").all()).isEmpty();
  }

  @Test
  void policyFor_severalMatch_takesTheFirst() throws Exception {
    Rules rules = rules(THREE);

    assertThat(rules.policyFor(GroupingKey.of("job", "ci-1")).aggregate()).isTrue();
    assertThat(rules.policyFor(GroupingKey.of("job", "ci-1")).ttl()).isNull();
    assertThat(rules.policyFor(GroupingKey.of("job", "backup", "instance", "a")).ttl())
        .isEqualTo(Duration.ofDays(1));
    assertThat(rules.policyFor(GroupingKey.of("job", "backup")).ttl())
        .isEqualTo(Duration.ofHours(1));
    assertThat(Rules.NONE.policyFor(GroupingKey.of("job", "backup"))).isEqualTo(PushPolicy.NONE);
  }

  @Test
  void explain_laterRuleApplies_saysWhyNotThoseBefore() throws Exception {
    Explanation explanation = rules(THREE).explain(GroupingKey.of("job", "backup"));

    assertThat(requireNonNull(explanation.rule()).line()).isEqualTo(6);
    assertThat(explanation.passedOver())
        .extracting(p -> p.rule().line(), p -> p.failing().toString(), p -> p.value())
        .containsExactly(tuple(2, "job=~\"ci-.*\"", "backup"), tuple(4, "instance!=\"\"", ""));
  }

  @Test
  void explain_noRuleApplies_saysSo() throws Exception {
    Explanation explanation =
        rules("rules:\n  - match: '{job=\"x\"}'\n").explain(GroupingKey.of("job", "y"));

    assertThat(explanation.rule()).isNull();
    assertThat(explanation.passedOver()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{aggregate: maybe} | 2:17: expected true or false, got \"maybe\"",
        "{gauges: median} | 2:14: expected one of last, sum, min, max, avg, got \"median\"",
        "{buckets: all} | 2:15: expected one of common, union, got \"all\"",
        "{ttl: 1} | 2:11: expected a duration such as 1d or 1h30m, got \"1\"",
        "{match: '{job=}'} | 2:13: bad selector \"{job=}\" at 6: expected a quoted value, got \"}\"",
        "{match: 'up{job=\"x\"}'} | 2:13: a rule matches grouping keys, which have no metric name",
        "{drop_labels: [a, job]} | 2:23: every series keeps its job",
        "{drop_labels: [__name__]} | 2:20: every series keeps its __name__",
        "{mode_label: job} | 2:18: every series keeps its job",
        "{limits: {series_per_push: 0}} | 2:32: expected a number from 1 on, got 0",
        "{limits: {series: 1}} | 2:15: unknown key \"series\"",
        "{limit: {series: 1}} | 2:6: unknown key \"limit\"",
        "{ttl: 1d, ttl: 2d} | 2:15: key \"ttl\" occurs twice",
        "{relabel: {action: keep}} | 2:15: expected a list, got a map",
        "text | 2:5: expected a map, got a single value",
      })
  void parse_wrongRule_saysWhere(String rule, String message) {
    assertThatThrownBy(() -> rules("rules:\n  - " + rule + "\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void parse_ruleBehindOneForAll_isRefused() {
    assertThatThrownBy(() -> rules("rules:\n  - ttl: 1d\n  - match: '{job=\"x\"}'\n    ttl: 1h\n"))
        .hasMessage("3:5: this rule is never reached: the rule in line 2 matches all groups");
    assertThatThrownBy(() -> rules("rules:\n  - match: '{}'\n  - ttl: 1h\n"))
        .hasMessageContaining("never reached");
  }

  @Test
  void parse_unknownTopLevelKey_isRefused() {
    assertThatThrownBy(() -> rules("rule: []\n"))
        .hasMessage("1:1: unknown key \"rule\", expected one of otlp, rules");
  }

  @Test
  void parse_tooManyRules_isRefused() {
    assertThatThrownBy(() -> rules("rules:\n" + "  - match: '{job=\"x\"}'\n".repeat(1001)))
        .hasMessage("1002:5: more than 1000 rules");
  }

  private static Rules rules(String text) throws YamlException {
    return Rules.parse(YamlFile.parse(text));
  }
}
