package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateWeightTest {
  // Would catch memory that is used but not counted.
  @ParameterizedTest
  @ValueSource(
      strings = {"groups", "families", "help", "failures", "keys", "empty", "remembered", "series"})
  void heapBytes_manyOfOneKind_areThoseOfTheHeap(String kind) throws Exception {
    String printed = measure(kind);
    Matcher numbers = Pattern.compile("(\\d+) (\\d+)\\s*").matcher(printed);
    assertThat(numbers.matches()).as(printed).isTrue();
    long counted = Long.parseLong(numbers.group(1));
    long used = Long.parseLong(numbers.group(2));
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
