package io.sluice.http.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.http.BodyException;
import java.util.List;

/// Any bytes as a compressed body: no exception except the one for broken bodies, and never more
/// than the limit.
final class BodyDecodingFuzzTest {
  private static final int MAX_BYTES = 100_000;

  @FuzzTest(maxDuration = "2m")
  void decode_anyBody_isDecodedOrRefused(byte[] bytes) {
    for (String encoding : List.of("gzip", "snappy")) {
      try {
        assertThat(BodyDecoding.decode(encoding, bytes, MAX_BYTES).length)
            .isLessThanOrEqualTo(MAX_BYTES);
      } catch (BodyException e) {
        assertThat(e.status()).isIn(400, 413);
      }
    }
  }
}
