package io.sluice.merge;

import io.sluice.go.GoFloat;
import org.jspecify.annotations.Nullable;

/// A number of observations: an unsigned 64-bit integer or, in float histograms, any number that is
/// not negative.
sealed interface Count extends Comparable<Count> {
  record Whole(long unsigned) implements Count {
    static final Whole ZERO = new Whole(0);

    @Override
    public String toString() {
      return Long.toUnsignedString(unsigned);
    }
  }

  record Fraction(double number) implements Count {
    @Override
    public String toString() {
      return GoFloat.format(number);
    }
  }

  /// The count of a field pair of `io.prometheus.client`: the float if it is greater than 0 and
  /// finite.
  static Count of(@Nullable Long whole, @Nullable Double fraction) {
    if (fraction != null && fraction > 0 && Double.isFinite(fraction)) {
      return new Fraction(fraction);
    }
    return whole == null ? Whole.ZERO : new Whole(whole);
  }

  /// Whether the float of such a pair is invalid as a count.
  static boolean isInvalid(@Nullable Double fraction) {
    return fraction != null && !(fraction >= 0 && Double.isFinite(fraction));
  }

  default boolean isZero() {
    return switch (this) {
      case Whole whole -> whole.unsigned == 0;
      case Fraction fraction -> fraction.number == 0;
    };
  }

  default double toDouble() {
    return switch (this) {
      case Whole whole -> GoFloat.fromUnsigned(whole.unsigned);
      case Fraction fraction -> fraction.number;
    };
  }

  /// The sum, which is an integer if both are.
  ///
  /// @throws NotAddableException if it is too large
  default Count plus(Count other) throws NotAddableException {
    if (this instanceof Whole a && other instanceof Whole b) {
      return new Whole(sum(a.unsigned, b.unsigned));
    }
    double sum = toDouble() + other.toDouble();
    if (!Double.isFinite(sum)) {
      throw new NotAddableException("a count is too large");
    }
    return new Fraction(sum);
  }

  /// The sum of two unsigned integers.
  ///
  /// @throws NotAddableException if it takes more than 64 bits
  static long sum(long a, long b) throws NotAddableException {
    long sum = a + b;
    if (Long.compareUnsigned(sum, a) < 0) {
      throw new NotAddableException("a count takes more than 64 bits");
    }
    return sum;
  }

  @Override
  default int compareTo(Count other) {
    return this instanceof Whole a && other instanceof Whole b
        ? Long.compareUnsigned(a.unsigned, b.unsigned)
        : Double.compare(toDouble(), other.toDouble());
  }
}
