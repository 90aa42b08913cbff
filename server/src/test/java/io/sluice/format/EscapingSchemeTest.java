package io.sluice.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EscapingSchemeTest {
  @ParameterizedTest
  @CsvSource({
    "my.metric_name, my_metric_name, my_dot_metric__name, U__my_2e_metric__name",
    "0day, _day, __day, U___30_day",
    "a:b-c, a:b_c, a:b__c, U__a:b_2d_c",
    "größe, gr__e, gr____e, U__gr_f6__df_e",
    "x😀, x_, x__, U__x_1f600_",
  })
  void escapeMetricName_notLegacyValid_isReplaced(
      String name, String underscores, String dots, String values) {
    assertThat(EscapingScheme.UNDERSCORES.escapeMetricName(name)).isEqualTo(underscores);
    assertThat(EscapingScheme.DOTS.escapeMetricName(name)).isEqualTo(dots);
    assertThat(EscapingScheme.VALUES.escapeMetricName(name)).isEqualTo(values);
    assertThat(EscapingScheme.ALLOW_UTF8.escapeMetricName(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "la.bel_1, la_bel_1, la_dot_bel__1, U__la_2e_bel__1",
    "a:b, a_b, a__b, U__a_3a_b",
    ":, _, __, U___3a_",
  })
  void escapeLabelName_notLegacyValid_isReplacedWithItsColons(
      String name, String underscores, String dots, String values) {
    assertThat(EscapingScheme.UNDERSCORES.escapeLabelName(name)).isEqualTo(underscores);
    assertThat(EscapingScheme.DOTS.escapeLabelName(name)).isEqualTo(dots);
    assertThat(EscapingScheme.VALUES.escapeLabelName(name)).isEqualTo(values);
    assertThat(EscapingScheme.ALLOW_UTF8.escapeLabelName(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource
  void escape_legacyValidName_isUnchanged(EscapingScheme scheme) {
    assertThat(scheme.escapeMetricName("job:requests_total")).isEqualTo("job:requests_total");
    assertThat(scheme.escapeLabelName("_le_2")).isEqualTo("_le_2");
  }
}
