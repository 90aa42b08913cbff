package io.sluice.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnchoredRegexTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "NULL",
      value = {
        "(.*)-(.*)             | a-b  | $2$1        | ba",
        "(.*)-(.*)             | a-b  | ${2}x${1}   | bxa",
        "(.*)-(.*)             | a-b  | $1x         | ''",
        "(.*)-(.*)             | a-b  | $1-x        | a-x",
        "(.*)-(.*)             | a-b  | $0          | a-b",
        "(.*)-(.*)             | a-b  | $3          | ''",
        "(.*)-(.*)             | a-b  | $01         | ''",
        "(.*)-(.*)             | a-b  | $99999999999 | ''",
        "(.*)-(.*)             | a-b  | $$1         | $1",
        "(.*)-(.*)             | a-b  | a$          | a$",
        "(.*)-(.*)             | a-b  | ${1         | ${1",
        "(.*)-(.*)             | a-b  | ${}         | ${}",
        "(.*)-(.*)             | a-b  | $-$1        | $-a",
        "(?P<host>.*):(?P<p>.*) | h:1 | $host/${p}  | h/1",
        "(?P<host>.*):(?P<p>.*) | h:1 | $hostx      | ''",
        "(a)?(b)               | b    | $1,$2       | ,b",
        "(.*)                  | a-b  | plain       | plain",
        "a                     | ab   | x           | NULL",
        "b                     | ab   | x           | NULL",
      })
  void expand_template_isThatOfGo(String regex, String text, String template, String expected)
      throws Exception {
    assertThat(AnchoredRegex.parse(regex).expand(text, template)).isEqualTo(expected);
  }

  @Test
  void matches_lineFeeds_areMatchedByADot() throws Exception {
    assertThat(AnchoredRegex.parse("a.b").matches("a\nb")).isTrue();
    assertThat(AnchoredRegex.parse("a").matches("a\n")).isFalse();
  }

  // A backtracking engine needs 2^40 steps for this.
  @Test
  void matches_expressionThatBacktracks_takesLinearTime() throws Exception {
    assertThat(AnchoredRegex.parse("(a*)*b").matches("a".repeat(10_000))).isFalse();
  }

  @Test
  void parse_lookahead_isRefused() {
    assertThatThrownBy(() -> AnchoredRegex.parse("(?!x)")).isInstanceOf(RegexException.class);
  }

  // Expressions that would compile to a billion steps, or need deep recursion.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((x{1000}){1000}){1000}",
        "(((x{1,1000}){0,1000}){1000,})",
        "([x]{1000}y{1000}){1000}",
        "(?:(?:[]x{9}]{1000}){1000})",
        "([[:alpha:]]{1000}){1000}",
        "(\\p{Greek}{1000}){1000}",
        "(\\Q(\\E{1000}){1000}",
      })
  void parse_nestedRepetition_isRefused(String regex) {
    assertThatThrownBy(() -> AnchoredRegex.parse(regex))
        .isInstanceOf(RegexException.class)
        .hasMessage("regular expression too large");
  }

  @Test
  void parse_deepParentheses_areRefused() {
    assertThatThrownBy(() -> AnchoredRegex.parse("(".repeat(2000) + ")".repeat(2000)))
        .hasMessage("regular expression too large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x{1000}",
        "(x{30}){30}",
        "[({1000]+",
        "\\Q({1000}\\E",
        "\\x{1F600}",
        "[[:alpha:]]{3}",
        "a{,5}{x}",
      })
  void parse_ordinarySizes_areTaken(String regex) throws Exception {
    assertThat(AnchoredRegex.parse(regex)).hasToString(regex);
  }
}
