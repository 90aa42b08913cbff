package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.http.BadRequestException;
import io.sluice.http.Header;

/// Any bytes as a request's head: no exception but the one for bad requests, and nothing read that
/// a proxy could read otherwise.
final class HeadFuzzTest {
  @FuzzTest(maxDuration = "2m")
  void parse_anyHead_isReadOrRefused(byte[] bytes) {
    try {
      RequestHead head = HeadParser.parse(bytes);
      assertThat(head.contentLength()).isGreaterThanOrEqualTo(RequestHead.CHUNKED);
      for (Header header : head.headers()) {
        assertThat(header.name()).isNotEmpty().doesNotContainAnyWhitespaces();
        assertThat(header.value()).doesNotContain("\n", "\r", "\0");
      }
      if (head.isChunked()) {
        assertThat(head.headers()).noneMatch(h -> h.name().equalsIgnoreCase("Content-Length"));
      }
    } catch (BadRequestException e) {
      assertThat(e.status()).matches("(400|501|505) .*");
    }
  }
}
