package io.sluice.format.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bodies of about 5 MB that are designed to be expensive. Each takes well under a second; a
/// quadratic algorithm would take minutes.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class TextParserHostileTest {
  private static final int MANY = 200_000;
  private static final int MANY_COLLIDING = 50_000;

  @Test
  void parse_manySeriesOfOneHistogram_isLinear() throws ParseException {
    String body = lines("# TYPE h histogram\n", i -> "h_bucket{a=\"" + i + "\",le=\"1\"} 1\n");
    assertThat(parse(body).families().getFirst().metrics()).hasSize(MANY);
  }

  @Test
  void parse_manyBucketsOfAlternatingSeries_isLinear() throws ParseException {
    String body =
        lines("# TYPE h histogram\n", i -> "h_bucket{a=\"" + i % 2 + "\",le=\"" + i + "\"} 1\n");
    assertThat(parse(body).families().getFirst().metrics()).hasSize(2);
  }

  @Test
  void parse_manyFamilies_isLinear() throws ParseException {
    assertThat(parse(lines("", i -> "family_" + i + "_count 1\n")).families()).hasSize(MANY);
  }

  @Test
  void parse_manyLabelsInReverse_isLinear() throws ParseException {
    String body = lines("a{", i -> "l" + (2 * MANY - i) + "=\"\",") + "} 1\n";
    assertThat(parse(body).families().getFirst().metrics().getFirst().labels().size())
        .isEqualTo(MANY);
  }

  @Test
  void parse_manyNamesOfOneHashCode_isNearlyLinear() throws ParseException {
    List<String> names = IntStream.range(0, MANY_COLLIDING).mapToObj(this::colliding).toList();
    assertThat(names).extracting(String::hashCode).containsOnly(names.getFirst().hashCode());
    String series =
        names.stream()
            .map(name -> "s_sum{a=\"" + name + "\"} 1\n")
            .collect(Collectors.joining("", "# TYPE s summary\n", ""));
    assertThat(parse(series).families().getFirst().metrics()).hasSize(MANY_COLLIDING);
    assertThat(parse(String.join(" 1\n", names) + " 1").families()).hasSize(MANY_COLLIDING);
    assertThat(parse("a{" + String.join("=\"\",", names) + "=\"\"} 1").families()).hasSize(1);
  }

  @Test
  void parse_endlessLines_isLinear() throws ParseException {
    String blanks = " ".repeat(5_000_000);
    assertThat(parse(blanks).families()).isEmpty();
    assertThat(parse("#" + blanks + "HELP a\n").families()).isEmpty();
    assertThat(parse("a" + blanks + "{" + blanks + "}1").families()).hasSize(1);
    assertThat(parse("# HELP a " + "\\\\".repeat(2_500_000) + "\n").families()).isEmpty();
    assertThat(parse("a{b=\"" + "\\\"".repeat(2_500_000) + "\"} 1").families()).hasSize(1);
    assertThat(parse("a 0." + "1".repeat(5_000_000)).families()).hasSize(1);
    assertThat(parse("a 1e-" + "1".repeat(5_000_000)).families()).hasSize(1);
    assertThat(parse("# HELP a " + "\r\\n".repeat(1_500_000) + "\n").families()).isEmpty();
    assertThat(parse("\r\n".repeat(2_500_000)).families()).isEmpty();
  }

  private static String lines(String start, IntFunction<String> line) {
    return IntStream.range(0, MANY).mapToObj(line).collect(Collectors.joining("", start, ""));
  }

  /// One of 2^18 strings with the same hash code: that of "Aa" is that of "BB".
  private String colliding(int number) {
    return IntStream.range(0, 18)
        .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
        .collect(Collectors.joining());
  }

  private static ParsedBody parse(String body) throws ParseException {
    return TextParser.parse(body.getBytes(StandardCharsets.UTF_8), Names.LEGACY);
  }
}
