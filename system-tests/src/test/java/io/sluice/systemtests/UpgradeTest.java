package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Gateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// This build reads the files of earlier builds.
///
/// Each folder contains the files of a gateway that was killed, a snapshot and a segment, and the
/// lines that the same build exposed when it was started on them. Each released format gets its own
/// folder; folders are never removed or recreated.
final class UpgradeTest {
  private static final Path FOLDERS = Path.of("src/test/resources/upgrade");

  @TempDir Path folder;

  static List<Path> builds() throws Exception {
    try (Stream<Path> folders = Files.list(FOLDERS)) {
      return folders.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("builds")
  void start_onTheFilesOfAnEarlierBuild_showsTheSame(Path build) throws Exception {
    try (Stream<Path> files = Files.list(build)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    List<String> shown = Files.readAllLines(build.resolve("exposition.txt"));

    try (Gateway gateway = start()) {
      assertThat(lines(gateway)).containsAll(shown);
      assertThat(lines(gateway)).noneMatch(line -> line.startsWith("x{"));
    }
    // Written again by this build.
    try (Gateway gateway = start()) {
      assertThat(lines(gateway)).containsAll(shown);
    }
  }

  private Gateway start() {
    return Gateway.start("--persistence.file=" + folder.resolve("data"));
  }

  private static List<String> lines(Gateway gateway) {
    return gateway.scrape().lines().toList();
  }
}
