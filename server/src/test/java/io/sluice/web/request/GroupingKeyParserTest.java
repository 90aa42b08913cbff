package io.sluice.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupingKeyParserTest {
  private final GroupingKeyParser legacy = new GroupingKeyParser(Names.LEGACY);
  private final GroupingKeyParser utf8 = new GroupingKeyParser(Names.UTF8);

  @Test
  void parse_jobAlone_isTheKey() throws InvalidRequestException {
    assertThat(legacy.parse("x", false, "")).isEqualTo(GroupingKey.of("job", "x"));
    assertThat(legacy.parse("x", false, "/")).isEqualTo(GroupingKey.of("job", "x"));
  }

  @Test
  void parse_labels_areTakenInPairs() throws InvalidRequestException {
    assertThat(legacy.parse("x", false, "/a/1/b/"))
        .isEqualTo(GroupingKey.of("job", "x", "a", "1", "b", ""));
    assertThat(legacy.parse("x", false, "/path@base64/L3Zhci90bXA"))
        .isEqualTo(GroupingKey.of("job", "x", "path", "/var/tmp"));
    assertThat(legacy.parse("L2E", true, "/empty@base64/="))
        .isEqualTo(GroupingKey.of("job", "/a", "empty", ""));
  }

  @Test
  void parse_repeatedNames_lastWinsButTheJobOfTheUrlStays() throws InvalidRequestException {
    assertThat(legacy.parse("x", false, "/a/1/a/2/job/other"))
        .isEqualTo(GroupingKey.of("job", "x", "a", "2"));
  }

  @Test
  void parse_bytesAboveAscii_areUtf8() throws InvalidRequestException {
    assertThat(legacy.parse("caf\u00C3\u00A9", false, "/a/+"))
        .isEqualTo(GroupingKey.of("job", "café", "a", "+"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x | false | /foo | odd number of components in label string \"/foo\"",
        "x | false | // | improper label name \"\"",
        "x | false | /a=b/1 | improper label name \"a=b\"",
        "x | false | /__a@base64/1 | improper label name \"__a\"",
        "x | false | /foo@base64/a.b | invalid base64 encoding for label foo=\"a.b\": illegal base64 data at input byte 1",
        "foo.bar | true | `` | invalid base64 encoding in job name \"\": illegal base64 data at input byte 3",
        "Zm9vYmFy.x | true | /odd | invalid base64 encoding in job name \"foobar\": illegal base64 data at input byte 8",
        "= | true | /odd | odd number of components in label string \"/odd\"",
        "= | true | `` | job name is required",
        "\u00FF | false | `` | invalid UTF-8 in label value job=\"\\xff\"",
        "x | false | /a/\u00FF | invalid UTF-8 in label value a=\"\\xff\"",
      })
  void parse_malformed_saysWhat(String job, boolean isBase64, String labels, String message) {
    assertThatThrownBy(() -> legacy.parse(job, isBase64, labels))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(message);
  }

  @Test
  void parse_escapedNames_areUnescapedWithUtf8NamesOnly() throws InvalidRequestException {
    assertThat(utf8.parse("x", false, "/U__a_2e_b/1"))
        .isEqualTo(GroupingKey.of("job", "x", "a.b", "1"));
    assertThat(legacy.parse("x", false, "/U__a_2e_b/1"))
        .isEqualTo(GroupingKey.of("job", "x", "U__a_2e_b", "1"));
  }

  // The push times of such a group would have these labels, and Prometheus would reject the scrape.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/U______name____/1 | grouping key has a label with an invalid name: __name__",
        "/a.b/1/a_b/2 | grouping key has two or more labels with the same name: a_b (names escaped as underscores)",
        "/..name../1 | grouping key has two or more labels with the same name: __name__ (names escaped as underscores)",
      })
  void parse_labelsThatNoScrapeCouldShow_areRefused(String labels, String message) {
    assertThatThrownBy(() -> utf8.parse("x", false, labels))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "U__a_2e_b, a.b",
    "U__a__b, a_b",
    "U___, U___",
    "U____, _",
    "U__, ''",
    "U__a_2E_b, a.b",
    "U___1f600_, 😀",
    "U__a_zz_b, U__a_zz_b",
    "U__a_2e, U__a_2e",
    "U__a_, U__a_",
    "U___d800_, U___d800_",
    "U___10ffff_, U___10ffff_",
    "plain, plain",
  })
  void unescape_name_asGoReadsIt(String escaped, String name) {
    assertThat(GroupingKeyParser.unescape(escaped)).isEqualTo(name);
  }
}
