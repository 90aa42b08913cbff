package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "a, true, true, true",
    "_a9, true, true, true",
    "a:b, true, false, true",
    ":a, true, false, true",
    "9a, false, false, true",
    "a.b, false, false, true",
    "é, false, false, true",
    "'', false, false, false",
    "a\u0000b, false, false, false",
  })
  void isName_legacyAndUtf8_asPrometheusHasThem(
      String name, boolean legacyMetric, boolean legacyLabel, boolean utf8) {
    assertThat(Names.LEGACY.isMetricName(name)).isEqualTo(legacyMetric);
    assertThat(Names.LEGACY.isLabelName(name)).isEqualTo(legacyLabel);
    assertThat(Names.UTF8.isMetricName(name)).isEqualTo(utf8);
    assertThat(Names.UTF8.isLabelName(name)).isEqualTo(utf8);
  }
}
