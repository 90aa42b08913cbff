package io.sluice.webconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialsTest {
  @Test
  void parse_nameAndPasswordWithColons_splitsAtTheFirst() {
    Credentials parsed =
        Objects.requireNonNull(Credentials.parse("bAsIc " + base64("al\u00e9:a:b")));

    assertThat(parsed.user()).isEqualTo("al\u00e9");
    assertThat(parsed.password()).asString().isEqualTo("a:b");
  }

  @Test
  void parse_emptyNameAndPassword_areEmpty() {
    Credentials parsed = Objects.requireNonNull(Credentials.parse("Basic " + base64(":")));

    assertThat(parsed.user()).isEmpty();
    assertThat(parsed.password()).isEmpty();
  }

  @Test
  void parse_nameThatIsNotUtf8_isNobodys() {
    byte[] bytes = {(byte) 0xff, ':', 'a'};
    Credentials parsed =
        Objects.requireNonNull(
            Credentials.parse("Basic " + Base64.getEncoder().encodeToString(bytes)));

    assertThat(parsed.user()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Basic", "Basic ", "Basic YQ==", "Basic Og", "Basic !!!!", "Bearer Og=="})
  void parse_anythingElse_isNone(String header) {
    assertThat(Credentials.parse(header)).isNull();
  }

  @Test
  void parse_noHeader_isNone() {
    assertThat(Credentials.parse(null)).isNull();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
