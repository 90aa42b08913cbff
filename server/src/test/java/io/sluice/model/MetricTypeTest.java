package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTypeTest {
  @ParameterizedTest
  @CsvSource({
    "COUNTER, true, ''",
    "GAUGE, true, ''",
    "UNTYPED, true, ''",
    "SUMMARY, false, _count _sum",
    "HISTOGRAM, false, _count _sum _bucket",
    "GAUGE_HISTOGRAM, false, _count _sum _bucket"
  })
  void questions_eachType_areAnsweredAsTheTextFormatIs(
      MetricType type, boolean isOneNumber, String suffixes) {
    assertThat(type.isOneNumber()).isEqualTo(isOneNumber);
    assertThat(String.join(" ", type.suffixes())).isEqualTo(suffixes);
  }

  @ParameterizedTest
  @EnumSource
  void allSuffixes_always_holdThoseOfEachType(MetricType type) {
    assertThat(MetricType.ALL_SUFFIXES).containsAll(type.suffixes());
  }

  // A name must have only one of the suffixes.
  @Test
  void allSuffixes_always_areNoEndsOfEachOther() {
    for (String suffix : MetricType.ALL_SUFFIXES) {
      assertThat(MetricType.ALL_SUFFIXES).filteredOn(suffix::endsWith).containsExactly(suffix);
    }
  }
}
