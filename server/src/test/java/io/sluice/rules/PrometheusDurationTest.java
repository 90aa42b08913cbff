package io.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "324ms, PT0.324S",
    "3s, PT3S",
    "5m, PT5M",
    "1h, PT1H",
    "4d, PT96H",
    "4d1h, PT97H",
    "14d, PT336H",
    "3w, PT504H",
    "1y, PT8760H",
    "1h30m, PT1H30M",
    "1y1w1d1h1m1s1ms, PT8953H1M1.001S",
    "292y, PT2557920H",
  })
  void parse_duration_isRead(String text, Duration expected) {
    assertThat(PrometheusDuration.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "-1d",
        "1 d",
        "1d 1h",
        "1h1d",
        "1h1h",
        "1.5h",
        "1s500us",
        "d",
        "1D",
        "293y",
        "99999999999999999999999999y"
      })
  void parse_noDuration_isNull(String text) {
    assertThat(PrometheusDuration.parse(text)).isNull();
  }
}
