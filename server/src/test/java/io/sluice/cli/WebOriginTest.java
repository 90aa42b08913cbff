package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebOriginTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "https://app.example.org",
        "http://localhost:3000",
        "https://app.example.org:8443",
        "http://app.example.org:443",
        "https://app.example.org:80",
        "https://app.example.org.",
        "https://xn--bcher-kva.example",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "http://[2001:db8::1]",
        "http://[2001:db8:0:1:1:1:1:1]",
        "http://[2001:0:0:1::2]",
        "http://[::]",
        "http://a_b.example",
        "http://1.example",
        "chrome-extension://abcdefghijklmnop",
        "capacitor://localhost",
      })
  void check_whatBrowsersSend_isTaken(String origin) throws FlagException {
    assertThat(WebOrigin.check("web.cors.origin", origin)).isEqualTo(origin);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://app.example.org/       | nothing else",
        "https://app.example.org/path   | nothing else",
        "https://app.example.org?a      | nothing else",
        "https://app.example.org#a      | nothing else",
        "https://user@app.example.org   | nothing else",
        "https://a.example https://b.example | nothing else",
        "https://                       | nothing else",
        "https://:8080                  | nothing else",
        "https://[::1                   | nothing else",
        "app.example.org                | scheme",
        "localhost:3000                 | scheme",
        "//app.example.org              | scheme",
        "https//app.example.org         | scheme",
        "HTTPS://app.example.org        | lower case",
        "https://APP.example.org        | lower case",
        "NULL                           | lower case",
        "https://app.example.org:443    | leave out the port 443 of https",
        "http://app.example.org:80      | leave out the port 80 of http",
        "https://app.example.org:       | 1 to 65535",
        "https://app.example.org:0      | 1 to 65535",
        "https://app.example.org:0443   | 1 to 65535",
        "https://app.example.org:65536  | 1 to 65535",
        "https://*.example.org          | wildcards",
        "https://*                      | wildcards",
        "https://bücher.example         | xn--",
        "https://a..example             | xn--",
        "https://a%2eexample            | xn--",
        "http://127.1                   | IPv4",
        "http://127.0.0.01              | IPv4",
        "http://256.0.0.1               | IPv4",
        "http://0x7f000001              | IPv4",
        "http://2130706433              | IPv4",
        "http://[0:0:0:0:0:0:0:1]       | IPv6",
        "http://[2001:db8:0:0::1]       | IPv6",
        "http://[::ffff:127.0.0.1]      | IPv6",
        "http://[1:2]                   | IPv6",
        "http://[127.0.0.1]             | IPv6",
      })
  void check_whatNoBrowserSends_isRefusedWithTheReason(String origin, String reason) {
    assertThatExceptionOfType(FlagException.class)
        .isThrownBy(() -> WebOrigin.check("web.cors.origin", origin))
        .withMessageStartingWith("--web.cors.origin: no browser sends the origin \"")
        .withMessageContaining(reason);
  }
}
