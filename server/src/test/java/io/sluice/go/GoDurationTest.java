package io.sluice.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {
  /// The third column is the duration in Go's format.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0,                   PT0S,              0s
          +0,                  PT0S,              0s
          0s,                  PT0S,              0s
          500ms,               PT0.5S,            500ms
          5m,                  PT5M,              5m0s
          1h30m,               PT1H30M,           1h30m0s
          1.5h,                PT1H30M,           1h30m0s
          -1.5s,               PT-1.5S,           -1.5s
          +.5s,                PT0.5S,            500ms
          1.s,                 PT1S,              1s
          90s,                 PT1M30S,           1m30s
          1d,                  PT24H,             24h0m0s
          1w,                  PT168H,            168h0m0s
          1w2d3h4m5s,          PT219H4M5S,        219h4m5s
          1m1m,                PT2M,              2m0s
          1us,                 PT0.000001S,       1µs
          1µs,                 PT0.000001S,       1µs
          1μs,                 PT0.000001S,       1µs
          1500ns,              PT0.0000015S,      1.5µs
          2ns,                 PT0.000000002S,    2ns
          1500us,              PT0.0015S,         1.5ms
          1h0.25s,             PT1H0.25S,         1h0m0.25s
          -5m,                 PT-5M,             -5m0s
          9223372036854775807ns, PT2562047H47M16.854775807S, 2562047h47m16.854775807s
          """)
  void parse_goodText_andFormat_agreeWithGo(String text, Duration duration, String formatted)
      throws DurationException {
    assertThat(GoDuration.parse(text)).isEqualTo(duration);
    assertThat(GoDuration.format(duration)).isEqualTo(formatted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                    | time: invalid duration ""
          -                     | time: invalid duration "-"
          5                     | time: missing unit in duration "5"
          1h5                   | time: missing unit in duration "1h5"
          h                     | time: invalid duration "h"
          .s                    | time: invalid duration ".s"
          --5m                  | time: invalid duration "--5m"
          ` 5m`                 | time: invalid duration " 5m"
          `5m `                 | time: unknown unit "m " in duration "5m "
          1x                    | time: unknown unit "x" in duration "1x"
          1y                    | time: unknown unit "y" in duration "1y"
          1H                    | time: unknown unit "H" in duration "1H"
          9223372036854775808ns | time: invalid duration "9223372036854775808ns"
          999999w               | time: invalid duration "999999w"
          """)
  void parse_badText_isRefusedInGosWords(String text, String message) {
    assertThatThrownBy(() -> GoDuration.parse(text))
        .isInstanceOf(DurationException.class)
        .hasMessage(message);
  }
}
