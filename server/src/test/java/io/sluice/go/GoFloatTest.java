package io.sluice.go;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoFloatTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1, -1",
    "9, 9",
    "10, 10",
    "42, 42",
    "-300, -300",
    "99999, 99999",
    "100000, 100000",
    "999999, 999999",
    "1000000, 1e+06",
    "-1000000, -1e+06",
    "2097152, 2.097152e+06",
    "1234567890, 1.23456789e+09",
    "9007199254740991, 9.007199254740991e+15",
    "9007199254740992, 9.007199254740992e+15",
    "9007199254740994, 9.007199254740994e+15",
    "18446744073709551615, 1.8446744073709552e+19",
    "0.5, 0.5",
    "-2.5, -2.5",
    "0.1, 0.1",
    "0.30000000000000004, 0.30000000000000004",
    "123456.789, 123456.789",
    "999999.5, 999999.5",
    "1000000.5, 1.0000005e+06",
    "0.001, 0.001",
    "0.0001, 0.0001",
    "0.00012345, 0.00012345",
    "0.00001, 1e-05",
    "0.000015, 1.5e-05",
    "1.0E-10, 1e-10",
    "3.141592653589793, 3.141592653589793",
    "1795352468.7965846, 1.7953524687965846e+09",
    "2.0E23, 2e+23",
    "1.0E100, 1e+100",
    "4.9E-324, 5e-324",
    "9.9E-324, 1e-323",
    "1.5E-323, 1.5e-323",
    "2.0E-323, 2e-323",
    "5.9E-323, 6e-323",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "1.7976931348623157E308, 1.7976931348623157e+308",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf",
  })
  void format_anyNumber_isShapedAsInGo(double value, String expected) {
    assertThat(GoFloat.format(value)).isEqualTo(expected);
  }

  @Test
  void formatPlain_negativeZero_keepsTheSign() {
    assertThat(GoFloat.formatPlain(-0.0)).isEqualTo("-0");
    assertThat(GoFloat.formatPlain(0.0)).isEqualTo("0");
    assertThat(GoFloat.formatPlain(-1e6)).isEqualTo("-1e+06");
  }

  /// Would catch a fast path that prints another number or more digits than necessary.
  @Test
  void format_randomNumbers_readBackEqualAndNoLongerThanJavas() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      double value = anyNumber(random, i);
      String text = GoFloat.format(value);
      assertThat(Double.parseDouble(text)).as("seed=%d %s", seed, text).isEqualTo(value);
      assertThat(GoFloat.parse(text)).as("seed=%d %s", seed, text).isEqualTo(value);
      assertThat(digits(text)).as("seed=%d %s", seed, text).isLessThanOrEqualTo(digits("" + value));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, -0.0",
    "+5, 5",
    ".5, 0.5",
    "5., 5",
    "-.25, -0.25",
    "1e3, 1000",
    "1E+3, 1000",
    "1.5e-3, 0.0015",
    "007, 7",
    "123456789012345, 123456789012345",
    "1234567890123456789, 1234567890123456789",
    "0.1234567890123456789, 0.12345678901234568",
    "1e-400, 0",
    "0e99999999999, 0",
    "1e-99999999999, 0",
    "1.7976931348623157e308, 1.7976931348623157E308",
    "inf, Infinity",
    "+INF, Infinity",
    "-Infinity, -Infinity",
    "iNfInItY, Infinity",
    "nan, NaN",
    "NaN, NaN",
  })
  void parse_whatGoTakes_isTheNumber(String token, double expected) {
    double parsed = GoFloat.parse(token);
    assertThat(GoFloat.isInvalid(parsed)).isFalse();
    assertThat(Double.compare(parsed, expected)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        "-",
        ".",
        "e5",
        "1e",
        "1e+",
        "1e5.",
        "1.2.3",
        "--1",
        "+-1",
        "1_000",
        "0x1p-2",
        "0x10",
        "1p3",
        "1e400",
        "-1e400",
        "1e99999999999",
        "+nan",
        "-nan",
        "infi",
        "infinit",
        "infinityx",
        "in",
        "1f",
        "1d",
        "1L",
        " 1",
        "1 ",
        "1\r",
        "1,5",
        "٣",
        "½",
        "\0"
      })
  void parse_whatGoRefuses_isInvalid(String token) {
    assertThat(GoFloat.isInvalid(GoFloat.parse(token))).isTrue();
  }

  @Test
  void parse_partOfAnArray_readsNoFurther() {
    byte[] bytes = "x12.5y".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(GoFloat.parse(bytes, 1, 5)).isEqualTo(12.5);
    assertThat(GoFloat.isInvalid(GoFloat.parse(bytes, 1, 6))).isTrue();
  }

  private static double anyNumber(Random random, int i) {
    double value =
        switch (i % 5) {
          case 0 -> Double.longBitsToDouble(random.nextLong());
          case 1 -> random.nextInt();
          case 2 -> random.nextInt() / 1000.0;
          case 3 -> random.nextLong(1L << 54) / 1e6;
          default -> random.nextDouble();
        };
    return Double.isFinite(value) && value != 0 ? value : 1;
  }

  private static int digits(String number) {
    return new BigDecimal(number).stripTrailingZeros().precision();
  }
}
