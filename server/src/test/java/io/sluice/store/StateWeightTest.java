package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateWeightTest {
  // Would catch memory that is kept and not counted.
  @ParameterizedTest
  @ValueSource(
      strings = {"groups", "families", "help", "failures", "keys", "empty", "remembered", "series"})
  void heapBytes_manyOfOneKind_areThoseOfTheHeap(String kind) throws Exception {
    String printed = measure(kind);
    assertThat(printed).matches("\\d+ \\d+\\s*");
    String[] numbers = printed.strip().split(" ");
    long counted = Long.parseLong(numbers[0]);
    long used = Long.parseLong(numbers[1]);
    assertThat(counted).as("used=%d", used).isBetween(used * 3 / 4, used * 3);
  }

  private static String measure(String kind) throws Exception {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-cp",
            System.getProperty("java.class.path"),
            HeapOfState.class.getName(),
            kind);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
