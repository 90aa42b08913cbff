package io.sluice.go;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Utf8;
import org.junit.jupiter.api.Test;

final class GoQuoteTest {
  @Test
  void quote_printableText_staysAsItIs() {
    assertThat(GoQuote.quote("")).isEqualTo("\"\"");
    assertThat(GoQuote.quote("a b_c'd")).isEqualTo("\"a b_c'd\"");
    assertThat(GoQuote.quote("größe ☃ 😀 \uFFFD")).isEqualTo("\"größe ☃ 😀 \uFFFD\"");
  }

  @Test
  void quote_quotesAndControls_areEscaped() {
    assertThat(GoQuote.quote("a\"b\\c")).isEqualTo("\"a\\\"b\\\\c\"");
    assertThat(GoQuote.quote("\u0007\b\f\n\r\t\u000B")).isEqualTo("\"\\a\\b\\f\\n\\r\\t\\v\"");
    assertThat(GoQuote.quote("\0\u001b\u007f")).isEqualTo("\"\\x00\\x1b\\x7f\"");
  }

  @Test
  void quote_invisibleCharacters_showTheirNumbers() {
    assertThat(GoQuote.quote("\u00a0\u00ad\u0085")).isEqualTo("\"\\u00a0\\u00ad\\u0085\"");
    assertThat(GoQuote.quote("\u200b\u2028\ufeff")).isEqualTo("\"\\u200b\\u2028\\ufeff\"");
    assertThat(GoQuote.quote(Character.toString(0xE0001))).isEqualTo("\"\\U000e0001\"");
  }

  @Test
  void quote_bytesThatAreNotUtf8_showAsHex() {
    byte[] bytes = {'a', (byte) 0xFF, (byte) 0xC3, '(', (byte) 0x80};
    assertThat(GoQuote.quote(Utf8.decode(bytes))).isEqualTo("\"a\\xff\\xc3(\\x80\"");
  }

  @Test
  void quoteByte_anyByte_isARuneLiteral() {
    assertThat(GoQuote.quoteByte('}')).isEqualTo("'}'");
    assertThat(GoQuote.quoteByte('"')).isEqualTo("'\"'");
    assertThat(GoQuote.quoteByte('\'')).isEqualTo("'\\''");
    assertThat(GoQuote.quoteByte('\n')).isEqualTo("'\\n'");
    assertThat(GoQuote.quoteByte(0)).isEqualTo("'\\x00'");
    assertThat(GoQuote.quoteByte(0x85)).isEqualTo("'\\u0085'");
    assertThat(GoQuote.quoteByte((byte) 0xFF)).isEqualTo("'ÿ'");
  }
}
