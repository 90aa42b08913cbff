package io.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkTest {
  @Test
  void parse_resultLine_givesRateAndLatencies() throws IOException {
    String output =
        """
        Running 2s test @ http://127.0.0.1:9091/
          4 threads
        RESULT requests=5000 micros=2500000 p50micros=1500 p99micros=9250 \
        statusErrors=0 otherErrors=0
        """;

    assertThat(Wrk.parse(output)).isEqualTo(new Wrk.Load(2_000, 1.5, 9.25));
  }

  @Test
  void parse_refusedRequests_fails() {
    String output =
        "RESULT requests=5 micros=1 p50micros=1 p99micros=1 statusErrors=1 otherErrors=0";

    assertThatThrownBy(() -> Wrk.parse(output)).hasMessageContaining("statusErrors=1");
  }

  @Test
  void parse_timeouts_fails() {
    String output =
        "RESULT requests=5 micros=1 p50micros=1 p99micros=1 statusErrors=0 otherErrors=3";

    assertThatThrownBy(() -> Wrk.parse(output)).hasMessageContaining("otherErrors=3");
  }

  /// Otherwise a server that does not answer would have a rate of 0 and an infinite ratio.
  @Test
  void parse_noRequests_fails() {
    String output =
        "RESULT requests=0 micros=1 p50micros=0 p99micros=0 statusErrors=0 otherErrors=0";

    assertThatThrownBy(() -> Wrk.parse(output)).hasMessageContaining("requests=0");
  }

  @Test
  void parse_noResultLine_failsWithWhatWrkSaid() {
    assertThatThrownBy(() -> Wrk.parse("unable to connect to 127.0.0.1"))
        .hasMessageContaining("unable to connect");
  }
}
