package io.sluice.merge;

/// A sum of floating-point numbers with its rounding error.
///
/// From 2^53 on, a double cannot represent all integers, so a counter of bytes would lose its small
/// increments. In this range only, the rest is kept in addition to the sum, so integers are added
/// exactly up to 2^106. Below 2^53 it is the plain sum.
///
/// @param value the exposed value, which is the double nearest to the sum
/// @param rest the sum minus `value`
record CarriedSum(double value, double rest) {
  /// From this number on, the rest is kept.
  static final double EXACT_LIMIT = 0x1p53;

  /// This sum plus another number, which must be finite.
  ///
  /// @throws NotAddableException if the sum is too large for a double
  // The error of value + addend can be computed exactly (Knuth, TAOCP 2, 4.2.2, theorem B). Adding
  // the rest and this error to the sum results in the double nearest to the exact sum.
  CarriedSum plus(double addend) throws NotAddableException {
    double sum = value + addend;
    double added = sum - value;
    double error = (value - (sum - added)) + (addend - added);
    double carried = error + rest;
    double total = sum + carried;
    if (!Double.isFinite(total)) {
      throw new NotAddableException("the sum is too large");
    }
    double left = carried - (total - sum);
    return new CarriedSum(withoutSign(total), Math.abs(total) < EXACT_LIMIT ? 0 : left);
  }

  /// The text format has no negative zero.
  private static double withoutSign(double value) {
    return value + 0.0;
  }
}
