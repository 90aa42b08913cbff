package io.sluice.compress;

/// CRC-32 of bytes put together from stretches whose CRCs are known.
///
/// A CRC is a polynomial over GF(2), the coefficient of x^0 in the highest bit. Appending n bytes
/// multiplies that of what came before by x^8n, modulo the polynomial of the CRC. (The method is
/// that of zlib's `crc32_combine`.)
final class Crc32 {
  private static final int POLYNOMIAL = 0xEDB88320;
  private static final int ONE = 1 << 31;

  /// x^(2^k).
  private static final int[] SQUARES = squares();

  private Crc32() {}

  /// What to multiply a CRC with when `byteCount` bytes follow: x^8n.
  static int shift(long byteCount) {
    int product = ONE;
    int square = 3; // 8 = 2^3
    for (long rest = byteCount; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        product = multiply(SQUARES[square % Integer.SIZE], product);
      }
      square++;
    }
    return product;
  }

  /// The CRC of two stretches, the second of which has the CRC `second` and the shift `shift`.
  static int combine(int first, int second, int shift) {
    return multiply(shift, first) ^ second;
  }

  /// The product modulo the polynomial.
  private static int multiply(int a, int b) {
    int product = 0;
    int shifted = b;
    for (int rest = a; rest != 0; rest <<= 1) {
      if (rest < 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
    }
    return product;
  }

  /// x^(2^32) is x again, so there are no more than these.
  private static int[] squares() {
    var squares = new int[Integer.SIZE];
    squares[0] = ONE >>> 1;
    for (int k = 1; k < squares.length; k++) {
      squares[k] = multiply(squares[k - 1], squares[k - 1]);
    }
    return squares;
  }
}
