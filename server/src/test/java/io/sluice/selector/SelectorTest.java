package io.sluice.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Labels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
  private static final Labels LABELS = Labels.of("job", "backup", "instance", "db-1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{}                              | true",
        "{job=\"backup\"}                | true",
        "{job='backup'}                  | true",
        "{job=`backup`}                  | true",
        "{job=\"back\"}                  | false",
        "{job!=\"back\"}                 | true",
        "{job!=\"backup\"}               | false",
        "{job=~\"back\"}                 | false",
        "{job=~\"back.*\"}               | true",
        "{job!~\"back\"}                 | true",
        "{job!~\"back.*\"}               | false",
        "{job=~\"b.*\",instance=~\"x.*\"} | false",
        "{job=~\"b.*\",instance=~\"db-[0-9]+\",} | true",
        " { job = \"backup\" , instance != \"x\" } | true",
        "{\"job\"=\"backup\"}            | true",
        "{zone=\"\"}                     | true",
        "{zone!=\"\"}                    | false",
        "{zone=~\".*\"}                  | true",
        "{zone=~\".+\"}                  | false",
        "{zone!~\".+\"}                  | true",
        "up{job=\"backup\"}              | true",
        "{__name__=\"up\",job=\"x\"}     | false",
      })
  void matches_selector_holdsOrNot(String selector, boolean expected) throws Exception {
    assertThat(Selector.parse(selector).matches(LABELS)).isEqualTo(expected);
  }

  // An earlier, shorter branch must not prevent the longer one from matching all.
  @Test
  void matches_alternatives_areAllTried() throws Exception {
    assertThat(Selector.parse("{job=~\"back|backup\"}").matches(LABELS)).isTrue();
    assertThat(Selector.parse("{job=~\"a|p\"}").matches(LABELS)).isFalse();
  }

  @Test
  void failing_severalConditions_namesTheFirstThatDoesNotHold() throws Exception {
    Selector selector = Selector.parse("{job=\"backup\",instance=\"db-2\",zone=\"a\"}");

    assertThat(selector.failing(LABELS)).hasToString("instance=\"db-2\"");
    assertThat(selector.failing(Labels.of("job", "backup", "instance", "db-2", "zone", "a")))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "up                                | up            | true",
        "a:b:c{}                           | a:b:c         | true",
        "up{job=\"x\"}                     | up            | true",
        "{__name__=\"up\"}                 | up            | true",
        "{\"up\"}                          | up            | true",
        "{job=\"x\",\"up\"}                | up            | true",
        "{\"disk.free\",job=\"x\"}         | disk.free     | true",
        "{__name__=~\"u.\"}                |               | true",
        "{__name__!~\"u.\"}                |               | false",
        "up{__name__!=\"up\"}              | up            | false",
        "{job=\"x\"}                       |               | true",
      })
  void familyName_selector_isTheExactName(String text, String name, boolean matchesIt)
      throws Exception {
    Selector selector = Selector.parse(text);

    assertThat(selector.familyName()).isEqualTo(name);
    assertThat(selector.matchesFamily(name == null ? "up" : name, MatchBudget.unlimited()))
        .isEqualTo(matchesIt);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "up                            | up",
        "up{}                          | up",
        "up{ a = 'x' , b !~ `y\\d`}    | up{a=\"x\",b!~\"y\\\\d\"}",
        "{a='x'}                       | {a=\"x\"}",
        "{}                            | {}",
        "{a='x',\"up\"}                | up{a=\"x\"}",
        "{\"disk.free\",'a b'='x'}     | {__name__=\"disk.free\",\"a b\"=\"x\"}",
      })
  void toString_selector_readsBackTheSame(String text, String canonical) throws Exception {
    Selector selector = Selector.parse(text);

    assertThat(selector).hasToString(canonical);
    assertThat(Selector.parse(canonical)).hasToString(canonical);
    assertThat(Selector.parse(canonical).matchers()).hasSameSizeAs(selector.matchers());
  }

  // A value that JSON, a shell or a log line could change must be preserved.
  @Test
  void toString_oddValue_readsBackTheSame() throws Exception {
    String value = "a\"b\\c\n\t\u0001\u007F é 😀 \uDCFF";
    var matcher = new Matcher("l", Matcher.Op.EQUAL, value);

    assertThat(Selector.parse("{" + matcher + "}").matchers()).containsExactly(matcher);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "                 | at 1: expected a metric name or \"{\", got the end",
        "1up              | at 1: expected a metric name or \"{\", got \"1\"",
        "up{              | at 4: expected a label name or \"}\", got the end",
        "up}              | at 3: expected the end, got \"}\"",
        "{job}            | at 5: expected one of = != =~ !~, got \"}\"",
        "{job==\"x\"}     | at 6: expected a quoted value, got \"=\"",
        "{job=x}          | at 6: expected a quoted value, got \"x\"",
        "{job=\"x}        | at 6: unterminated quoted string",
        "{job=`x}         | at 6: unterminated quoted string",
        "{job=\"x\" a=\"y\"} | at 10: expected \",\" or \"}\", got \"a\"",
        "{,}              | at 2: expected a label name or \"}\", got \",\"",
        "{a:b=\"x\"}      | at 3: expected one of = != =~ !~, got \":\"",
        "{:a=\"x\"}       | at 2: expected a label name or \"}\", got \":\"",
        "{a=\"\\q\"}      | at 5: unknown escape sequence",
        "{a=\"\\'\"}      | at 5: unknown escape sequence",
        "{a=\"\\400\"}    | at 5: unknown escape sequence",
        "{a=\"\\ud800\"}  | at 5: unknown escape sequence",
        "{a=\"\\U00110000\"} | at 5: unknown escape sequence",
        "{a=\"\\          | at 5: unknown escape sequence",
        "up{__name__=\"up\"} | at 13: metric name set twice",
        "up{\"up\"}       | at 4: metric name set twice",
        "{a=~\"(\"}       | at 5: bad regular expression: missing closing )",
        "{a=~\"(?=x)\"}   | at 5: bad regular expression: invalid or unsupported Perl syntax",
      })
  void parse_notASelector_saysWhere(String text, String message) {
    assertThatThrownBy(() -> Selector.parse(text == null ? "" : text))
        .isInstanceOf(SelectorException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "\"\\a\\b\\f\\r\\v\\\\\" | 07 08 0c 0d 0b 5c",
        "\"\\x41\\101\\u0041\\U00000041\" | 41 41 41 41",
        "\"\\xe2\\x82\\xac\" | e2 82 ac",
        "\"\\xff\"           | ff",
        "'\\'\"'             | 27 22",
        "\"'\\\"\"           | 27 22",
        "`\\n\"'`            | 5c 6e 22 27",
      })
  void parse_escapes_areThoseOfGo(String quoted, String bytes) throws Exception {
    String value = Selector.parse("{a=" + quoted + "}").matchers().getFirst().value();

    assertThat(java.util.HexFormat.ofDelimiter(" ").formatHex(io.sluice.model.Utf8.encode(value)))
        .isEqualTo(bytes);
  }

  @Test
  void parse_beyondTheLimits_refuses() {
    String matcher = "a=\"x\",";

    assertThatThrownBy(() -> Selector.parse("{" + matcher.repeat(101) + "}"))
        .hasMessageContaining("more than 100 matchers");
    assertThatThrownBy(() -> Selector.parse("a".repeat(65537)))
        .hasMessageContaining("selector longer than 65536 characters");
    assertThatThrownBy(() -> Selector.parse("{a=~\"" + "x".repeat(4097) + "\"}"))
        .hasMessageContaining("longer than 4096 characters");
  }
}
