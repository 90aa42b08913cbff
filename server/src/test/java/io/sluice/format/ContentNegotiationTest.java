package io.sluice.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentNegotiationTest {
  private static final String ABSENT = "(none)";

  /// Each row: Accept and Accept-Encoding as sent, Content-Type and Content-Encoding as answered.
  @Test
  void negotiate_recordedRequest_recordedAnswer() throws IOException {
    List<String[]> rows = Recording.rows("negotiation.tsv.gz");

    assertThat(rows)
        .hasSize(1080)
        .allSatisfy(
            row -> {
              List<String> accept = row[0].equals(ABSENT) ? List.of() : List.of(row[0]);
              String encoding = row[1].equals(ABSENT) ? null : row[1];
              assertThat(ContentNegotiation.negotiate(accept).contentType()).isEqualTo(row[2]);
              assertThat(ContentNegotiation.gzip(encoding)).isEqualTo(row[3].equals("gzip"));
            });
  }

  @Test
  void negotiate_secondAcceptHeader_doesNotCount() {
    NegotiatedFormat negotiated =
        ContentNegotiation.negotiate(List.of("text/html", "text/plain;escaping=dots"));

    assertThat(negotiated)
        .isEqualTo(new NegotiatedFormat(ExpositionFormat.TEXT, EscapingScheme.UNDERSCORES));
  }

  @Test
  void negotiate_escapingOfAnUnknownFormatBefore_counts() {
    NegotiatedFormat negotiated =
        ContentNegotiation.negotiate(
            List.of("application/openmetrics-text;escaping=values,text/plain;q=0.5"));

    assertThat(negotiated.escaping()).isEqualTo(EscapingScheme.VALUES);
  }

  @Test
  void negotiate_equalQuality_wildcardLast() {
    NegotiatedFormat negotiated =
        ContentNegotiation.negotiate(
            List.of("*/*;escaping=dots,text/plain;version=0.0.4;escaping=values"));

    assertThat(negotiated.escaping()).isEqualTo(EscapingScheme.VALUES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", ";", "=", "/", "a/b/c", "*", "text/plain;q=;version", "a/b;=;="})
  void negotiate_oddHeader_text(String accept) {
    assertThat(ContentNegotiation.negotiate(List.of(accept)).contentType())
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip;q=0.1                | true",
        "gzip ; q=1.000            | true",
        "br,gzip                   | true",
        "*;q=0.5,gzip              | true",
        "gzip;q=2                  | false",
        "gzip;level=9              | false",
        "gzip;q=0.4,identity;q=0.5 | false",
        ";                         | false"
      })
  void gzip_header_asGoDecides(String header, boolean expected) {
    assertThat(ContentNegotiation.gzip(header)).isEqualTo(expected);
  }
}
