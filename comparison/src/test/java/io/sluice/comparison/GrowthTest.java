package io.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.comparison.Growth.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthTest {
  @Test
  void logLogSlope_sameCostEverywhere_isZero() {
    List<Point> points = List.of(new Point(1, 5), new Point(1_000, 5), new Point(100_000, 5));

    assertThat(Growth.logLogSlope(points)).isCloseTo(0, within(1e-9));
  }

  @Test
  void logLogSlope_costOfEachGroup_isOne() {
    List<Point> points = List.of(new Point(10, 3), new Point(100, 30), new Point(1_000, 300));

    assertThat(Growth.logLogSlope(points)).isCloseTo(1, within(1e-9));
  }

  @Test
  void logLogSlope_costOfEachPair_isTwo() {
    List<Point> points = List.of(new Point(10, 7), new Point(1_000, 70_000));

    assertThat(Growth.logLogSlope(points)).isCloseTo(2, within(1e-9));
  }
}
