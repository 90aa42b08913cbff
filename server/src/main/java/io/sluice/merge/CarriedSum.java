package io.sluice.merge;

/// A sum of floating-point numbers, and what does not fit into it.
///
/// From 2^53 on a double has no room for ones: what a counter of bytes gains push by push would be
/// lost. There, and only there, the rest is kept beside the sum, so integers add up exactly to far
/// beyond (2^106). Below 2^53 it is the plain sum.
///
/// @param value what is shown, the double nearest to the sum
/// @param rest the sum less `value`
record CarriedSum(double value, double rest) {
  /// From here on the rest is kept.
  static final double EXACT_LIMIT = 0x1p53;

  /// This sum and one more number, all finite.
  ///
  /// @throws Unaddable if there is no double so large
  // The error of value + addend is exactly known (Knuth, TAOCP 2, 4.2.2, theorem B). Adding the
  // rest to it and the whole to the sum gives the double nearest to the exact sum.
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

  /// Text has no negative zero.
  private static double withoutSign(double value) {
    return value + 0.0;
  }
}
