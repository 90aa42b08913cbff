package io.sluice.comparison;

import java.util.List;

/// How a cost grows with the number of groups held.
final class Growth {
  /// What an operation costs with so many groups held.
  record Point(int groups, double cost) {}

  private Growth() {}

  /// The slope of the straight line through the points, both axes logarithmic, by least squares: 0
  /// is a cost that does not grow, 1 one that grows as the groups do.
  ///
  /// @param points at least two, with different numbers of groups, all positive
  static double logLogSlope(List<Point> points) {
    double meanX = points.stream().mapToDouble(p -> Math.log(p.groups())).average().orElseThrow();
    double meanY = points.stream().mapToDouble(p -> Math.log(p.cost())).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (Point point : points) {
      double x = Math.log(point.groups()) - meanX;
      covariance += x * (Math.log(point.cost()) - meanY);
      variance += x * x;
    }
    return covariance / variance;
  }
}
