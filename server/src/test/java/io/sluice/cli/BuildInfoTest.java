package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildInfoTest {
  private static final BuildInfo INFO =
      new BuildInfo("1.2.3", "abc", "main", "me", "2026-05-27", "25.0.1+8", "linux", "amd64");

  @Test
  void versionText_always_hasUpstreamsShape() {
    assertThat(INFO.versionText())
        .isEqualTo(
            """
            sluice, version 1.2.3 (branch: main, revision: abc)
              build user:       me
              build date:       2026-05-27
              java version:     25.0.1+8
              platform:         linux/amd64
              tags:             unknown
            """);
  }

  @Test
  void logLines_always_haveUpstreamsShape() {
    assertThat(INFO.versionInfo()).isEqualTo("(version=1.2.3, branch=main, revision=abc)");
    assertThat(INFO.buildContext())
        .isEqualTo("(java=25.0.1+8, platform=linux/amd64, user=me, date=2026-05-27, tags=unknown)");
  }

  /// Catches a resource that Maven did not filter.
  @Test
  void load_fromTheBuild_knowsEverything() {
    assertThat(BuildInfo.load().toString())
        .contains("version=0.", "javaVersion=25")
        .doesNotContain("${", "null");
  }
}
