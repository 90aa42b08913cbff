package io.sluice.webconfig;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.http.Header;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsParserTest {
  @Test
  void parse_empty_isNoTlsNoUsersAndNoLimit() throws WebConfigException {
    WebSettings settings = parse("");

    assertThat(settings.tls()).isNull();
    assertThat(settings.offersHttp2()).isTrue();
    assertThat(settings.headers()).isEmpty();
    assertThat(settings.users()).isEmpty();
    assertThat(settings.rate().isLimit()).isFalse();
  }

  @Test
  void parse_tlsWithoutValues_isNoTls() throws WebConfigException {
    assertThat(parse("tls_server_config: {}").tls()).isNull();
    assertThat(parse("tls_server_config: {cert_file: }").tls()).isNull();
  }

  /// A configured version implies TLS, which must not be silently disabled.
  @Test
  void parse_tlsWithAVersionOnly_isAMistakeNotPlainHttp() throws WebConfigException {
    assertThat(mistake("tls_server_config: {min_version: TLS13}"))
        .hasMessage("missing one of cert or cert_file");
  }

  @Test
  void parse_headerInUtf8_isItsBytes() throws WebConfigException {
    WebSettings settings =
        parse("http_server_config: {headers: {Content-Security-Policy: \"\\u00e9\"}}");

    assertThat(settings.headers())
        .containsExactly(new Header("Content-Security-Policy", "\u00c3\u00a9"));
  }

  @Test
  void parse_headerWithALineEnd_isRefused() {
    assertThatThrownBy(
            () -> parse("http_server_config: {headers: {X-XSS-Protection: \"a\\r\\nB: c\"}}"))
        .hasMessage("invalid value for X-XSS-Protection: control character");
  }

  @Test
  void parse_rate_isReadAsGoReadsIt() throws WebConfigException {
    assertThat(parse("rate_limit: {interval: 1h1.5s, burst: 7}").rate())
        .isEqualTo(new RateLimit(Duration.ofHours(1).plusMillis(1500), 7));
    assertThat(parse("rate_limit: {interval: 0, burst: 7}").rate().isLimit()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"5", "-1h", "1x", "h", "''", "1h 1s", "9999999999h"})
  void parse_rateThatIsNone_isRefused(String interval) {
    assertThatThrownBy(() -> parse("rate_limit: {interval: '" + interval + "'}"))
        .hasMessageStartingWith("yaml: line 1, column 24: expected a duration such as");
  }

  @Test
  void parse_sansWithoutVerification_isAMistake() throws WebConfigException {
    String pair = "tls_server_config: {cert: c, key: k, client_auth_type: ";
    assertThat(mistake(pair + "RequireAnyClientCert, client_allowed_sans: [a]}"))
        .hasMessageStartingWith("client_allowed_sans needs a client_auth_type that verifies");
    assertThat(mistake(pair + "RequireAndVerifyClientCert, client_allowed_sans: []}"))
        .hasMessage("client_allowed_sans is empty, so it allows no client");
    assertThat(mistake(pair + "VerifyClientCertIfGiven, client_allowed_sans: [a]}")).isNull();
  }

  @Test
  void in_mistakeWithAPlace_namesLineAndColumn() throws WebConfigException {
    WebConfigException mistake =
        requireNonNull(mistake("tls_server_config:\n  cert: a\n  key: b\n  key_file: c\n"));

    assertThat(mistake.in(Path.of("web.yml")))
        .isEqualTo("web.yml:3:8: both key and key_file are set");
  }

  private static @Nullable WebConfigException mistake(String yaml) throws WebConfigException {
    return Objects.requireNonNull(parse(yaml).tls()).mistake();
  }

  private static WebSettings parse(String yaml) throws WebConfigException {
    byte[] text = yaml.getBytes(StandardCharsets.UTF_8);
    return new SettingsParser(Path.of(""), InstantSource.system()).parse(text);
  }
}
