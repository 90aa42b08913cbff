package io.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PushTimeFamiliesTest {
  // A quarter of a second came out as 7.5000002 tenths.
  @ParameterizedTest
  @CsvSource({
    "1577836800750000000, 1.57783680075e+09",
    "1577836800000000000, 1.5778368e+09",
    "1000000000123456789, 1.0000000001234568e+09",
    "1, 1e-09",
    "0, 0"
  })
  void push_anyTime_isTheNearestNumber(long nanos, String shown) {
    var family = PushTimeFamilies.push(GroupingKey.of("job", "j"), nanos, nanos);

    assertThat(new String(family.bytes(), StandardCharsets.UTF_8)).endsWith(" " + shown + "\n");
  }
}
