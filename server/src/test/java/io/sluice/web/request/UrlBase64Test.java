package io.sluice.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlBase64Test {
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "=, ''",
    "==========, ''",
    "Zm9vYmFy, foobar",
    "Zm9vYg, foob",
    "Zm9vYg==, foob",
    "Zm9vYmE=, fooba",
    "L3Zhci90bXA, /var/tmp",
    "Zh, f",
  })
  void decode_text_givesBytes(String text, String expected) throws UrlBase64.Malformed {
    assertThat(UrlBase64.decode(text)).asString(StandardCharsets.UTF_8).isEqualTo(expected);
  }

  @Test
  void decode_lineEndsInside_areSkipped() throws UrlBase64.Malformed {
    assertThat(UrlBase64.decode("Zm9v\r\nYmFy\n"))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("foobar");
  }

  @ParameterizedTest
  @CsvSource({
    "foo.bar, 3, ''",
    "Zm9vYmFy.x, 8, foobar",
    "a.b, 1, ''",
    "a, 0, ''",
    "Zm9vY, 4, foo",
    "Zm9+, 3, ''",
    "Zm9v/A, 4, foo",
    "Zg=a, 2, ''",
  })
  void decode_malformed_saysWhereAndWhatCameBefore(String text, int position, String decoded) {
    assertThatThrownBy(() -> UrlBase64.decode(text))
        .isInstanceOfSatisfying(
            UrlBase64.Malformed.class,
            e -> assertThat(e.decoded()).asString(StandardCharsets.UTF_8).isEqualTo(decoded))
        .hasMessage("illegal base64 data at input byte " + position);
  }
}
