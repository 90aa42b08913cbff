package io.sluice.comparison;

import java.util.List;

/// How a cost grows with the number of stored groups.
final class Growth {
  /// The cost of an operation with this number of stored groups.
  record Point(int groups, double cost) {}

  private Growth() {}

  /// The slope of the regression line through the points, with logarithmic axes, by least squares:
  /// 0 is a constant cost, 1 a cost proportional to the number of groups.
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
