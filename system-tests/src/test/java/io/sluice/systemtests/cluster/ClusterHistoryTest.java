package io.sluice.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Histories that are known to be valid or not: a check that never finds a violation proves
/// nothing.
class ClusterHistoryTest {
  private final ClusterHistory history = new ClusterHistory();

  @Test
  void violations_writesAndReadsInTurn_none() {
    history.read("r", ClusterHistory.UNSET, 0, 1);
    history.wrote("r", 1, 2, 3);
    history.read("r", 1, 4, 5);
    history.wrote("r", 2, 6, 7);
    history.read("r", 2, 8, 9);
    assertThat(history.violations()).isEmpty();
  }

  @Test
  void violations_readOfOverwritten_found() {
    history.wrote("r", 1, 0, 1);
    history.wrote("r", 2, 2, 3);
    history.read("r", 1, 4, 5);
    assertThat(history.violations()).hasSize(1);
  }

  @Test
  void violations_acknowledgedButNotShown_found() {
    history.wrote("r", 1, 0, 1);
    history.read("r", ClusterHistory.UNSET, 2, 3);
    assertThat(history.violations()).hasSize(1);
  }

  @Test
  void violations_readsDuringWrite_mayShowEitherButNotGoBack() {
    history.wrote("r", 1, 0, 1);
    history.wrote("r", 2, 2, 9);
    history.read("r", 1, 3, 4);
    history.read("r", 2, 5, 6);
    assertThat(history.violations()).isEmpty();
    history.read("r", 1, 7, 8);
    assertThat(history.violations()).isNotEmpty();
  }

  @Test
  void violations_unacknowledgedWrite_mayComeLateOrNever() {
    history.wrote("r", 1, 0, ClusterHistory.NEVER);
    history.wrote("r", 2, 1, ClusterHistory.NEVER);
    history.wrote("r", 3, 2, 3);
    history.read("r", 3, 4, 5);
    history.read("r", 1, 6, 7);
    assertThat(history.violations()).isEmpty();
  }

  @Test
  void violations_valueNeverWrittenOrReadTooEarly_found() {
    history.read("r", 7, 0, 1);
    history.wrote("q", 1, 2, 3);
    history.read("q", 1, 0, 1);
    assertThat(history.violations())
        .anyMatch(one -> one.contains("never written"))
        .anyMatch(one -> one.contains("before its write"));
  }

  @Test
  void violations_sums_lostDoubledAndFalling() {
    history.added("s", 5, 0, 1);
    history.added("s", 3, 4, 9);
    history.readSum("s", 5, 2, 3);
    history.readSum("s", 8, 5, 6);
    assertThat(history.violations()).isEmpty();
    history.readSum("s", 5, 7, 8);
    assertThat(history.violations()).singleElement().asString().contains("went back");
    history.readSum("s", 0, 2, 3);
    history.readSum("s", 10, 10, 11);
    assertThat(history.violations()).filteredOn(one -> one.contains("not between")).hasSize(2);
  }
}
