package io.sluice.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
  @Test
  void parse_pairs_areDecoded() throws InvalidRequestException {
    QueryParameters parameters =
        QueryParameters.parse("match[]=a%7Bb%3D%22c+d%22%7D&match%5B%5D=%C3%A4&x&y=1=2&&=z");

    assertThat(parameters.all("match[]")).containsExactly("a{b=\"c d\"}", "ä");
    assertThat(parameters.all("x")).containsExactly("");
    assertThat(parameters.first("y")).isEqualTo("1=2");
    assertThat(parameters.first("nothing")).isEmpty();
  }

  @Test
  void parse_nothing_hasNoParameters() throws InvalidRequestException {
    assertThat(QueryParameters.parse(null).all("a")).isEmpty();
    assertThat(QueryParameters.parse("").all("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%1", "a=%1g", "%zz=1"})
  void parse_malformedEscape_isRefused(String query) {
    assertThatThrownBy(() -> QueryParameters.parse(query))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"n=0", "n=11", "n=x", "n=1.5", "n=99999999999999999999"})
  void number_notInRange_isRefused(String query) throws InvalidRequestException {
    QueryParameters parameters = QueryParameters.parse(query);

    assertThatThrownBy(() -> parameters.number("n", 5, 1, 10))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("from 1 to 10");
    assertThat(parameters.number("m", 5, 1, 10)).isEqualTo(5);
  }
}
