package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          ``                          | ``
          http://h                    | ``
          http://h?x                  | ``
          http://h/?x y               | /
          http://u:p@h:80/x?y#z       | /x
          http://[::1%25eth0]:90/x    | /x
          http://h/a b                | /a b
          http://h/%41%c3%a9é         | /Aéé
          http://h/"<>`^{}            | /"<>`^{}
          http://h]/x                 | /x
          http://h:/x                 | /x
          http://u@p@h/x              | /x
          //h/a/b                     | /a/b
          ///a                        | ///a
          http:///a                   | /a
          http:/a                     | /a
          mailto:a@b                  | ``
          pgw                         | pgw
          a/b:c                       | a/b:c
          /x//y/                      | /x//y/
          ?x                          | ``
          #x                          | ``
          """)
  void parse_goodUrl_givesItsPath(String url, String path) throws FlagException {
    assertThat(ExternalUrl.parse(url)).isEqualTo(new ExternalUrl(url, path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          http://[        | missing ']' in host
          http://[::1     | missing ']' in host
          http://[::1]x/  | invalid port "x" after host
          http://a:b/     | invalid port ":b" after host
          http://a b/     | invalid character " " in host name
          http://a%41/    | invalid URL escape "%41"
          http://a%4/     | invalid URL escape "%4"
          http://u^:x@h/  | net/url: invalid userinfo
          http://u%zz@h/  | invalid URL escape "%zz"
          http://h/%zz    | invalid URL escape "%zz"
          http://h/%      | invalid URL escape "%"
          :foo            | missing protocol scheme
          1http://x       | first path segment in URL cannot contain colon
          a b:c           | first path segment in URL cannot contain colon
          http://h/#%zz   | invalid URL escape "%zz"
          """)
  void parse_badUrl_isRefusedInGosWords(String url, String reason) {
    assertThatThrownBy(() -> ExternalUrl.parse(url))
        .isInstanceOf(FlagException.class)
        .hasMessage("invalid URL: parse \"" + url + "\": " + reason);
  }

  @ParameterizedTest
  @CsvSource({"0x07,\\a", "0x1f,\\x1f", "0x7f,\\x7f"})
  void parse_controlCharacter_isRefusedAndEscaped(int character, String escaped) {
    assertThatThrownBy(() -> ExternalUrl.parse("a" + (char) character + "b"))
        .hasMessage(
            "invalid URL: parse \"a" + escaped + "b\": net/url: invalid control character in URL");
  }
}
