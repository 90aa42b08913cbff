package io.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GeneratedSectionTest {
  private final GeneratedSection section = new GeneratedSection(Path.of("a.md"), "numbers");

  @Test
  void replaced_secondTime_leavesOnlyTheNewContent() throws IOException {
    String document =
        """
        # Title
        <!-- numbers: begin, made by ./bench -->
        <!-- numbers: end -->
        The rest.
        """;

    String once = section.replaced(document, "one\n");
    String twice = section.replaced(once, "two\n");

    assertThat(twice)
        .isEqualTo(
            """
            # Title
            <!-- numbers: begin, made by ./bench -->

            two

            <!-- numbers: end -->
            The rest.
            """);
  }

  @Test
  void replaced_sectionMissing_fails() {
    assertThatThrownBy(() -> section.replaced("# Title\n", "one\n"))
        .hasMessageContaining("name=numbers");
  }
}
