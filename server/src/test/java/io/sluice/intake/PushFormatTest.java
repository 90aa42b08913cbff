package io.sluice.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.format.ParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushFormatTest {
  private static final String MEDIA_TYPE = "application/vnd.google.protobuf";
  private static final String PROTO = "proto=io.prometheus.client.MetricFamily";

  @ParameterizedTest
  @ValueSource(
      strings = {
        MEDIA_TYPE + "; " + PROTO + "; encoding=delimited",
        MEDIA_TYPE + ";encoding=delimited;" + PROTO + ";charset=utf-8",
        "Application/VND.google.Protobuf; ENCODING=delimited; Proto=\"io.prometheus.client.MetricFamily\";",
      })
  void of_theOneTriple_isProtobuf(String contentType) throws Exception {
    assertThat(PushFormat.of(contentType)).isEqualTo(PushFormat.PROTOBUF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        MEDIA_TYPE,
        MEDIA_TYPE + "; " + PROTO + "; encoding=DELIMITED",
        MEDIA_TYPE + "; " + PROTO + "; encoding=text",
        MEDIA_TYPE + "; " + PROTO + "; encoding=delimited; encoding=delimited",
        MEDIA_TYPE + "; " + PROTO + "; encoding=delimited; broken",
        "application/json; " + PROTO + "; encoding=delimited",
      })
  void of_anythingElse_isText(String contentType) throws Exception {
    assertThat(PushFormat.of(contentType)).isEqualTo(PushFormat.TEXT);
  }

  @Test
  void of_noContentType_isText() throws Exception {
    assertThat(PushFormat.of(null)).isEqualTo(PushFormat.TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text",
        "application/openmetrics-text;",
        "application/openmetrics-text; version=1.0.0",
        "application/openmetrics-text; version=0.0.1; charset=utf-8",
        "Application/OpenMetrics-Text ;VERSION=\"1.0.0\";Charset=\"UTF-8\";escaping=allow-utf-8",
      })
  void of_openMetricsOneDotZero_isOpenMetrics(String contentType) throws Exception {
    assertThat(PushFormat.of(contentType)).isEqualTo(PushFormat.OPENMETRICS);
  }

  @ParameterizedTest
  @CsvSource({
    "version=2.0.0, version \"2.0.0\"",
    "version=, version \"\"",
    "version=1.0, version \"1.0\"",
    "charset=iso-8859-1, charset \"iso-8859-1\"",
  })
  void of_otherOpenMetrics_isRefused(String parameter, String named) {
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> PushFormat.of("application/openmetrics-text; " + parameter))
        .withMessage("unsupported OpenMetrics " + named);
  }
}
