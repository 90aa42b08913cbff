package io.sluice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
  void of_theOneTriple_isProtobuf(String contentType) {
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
  void of_anythingElse_isText(String contentType) {
    assertThat(PushFormat.of(contentType)).isEqualTo(PushFormat.TEXT);
  }

  @Test
  void of_noContentType_isText() {
    assertThat(PushFormat.of(null)).isEqualTo(PushFormat.TEXT);
  }
}
