package io.sluice.compress;

/// Computes the CRC-32 of concatenated blocks from the CRCs of the blocks.
///
/// A CRC is a polynomial over GF(2), with the coefficient of x^0 in the highest bit. Appending n
/// bytes multiplies the CRC of the preceding bytes by x^8n, modulo the polynomial of the CRC. (The
/// method is that of zlib's `crc32_combine`.)
final class Crc32 {
  private static final int POLYNOMIAL = 0xEDB88320;
  private static final int ONE = 1 << 31;

  /// x^(2^k).
  private static final int[] SQUARES = squares();

  private Crc32() {}

  /// The factor for a CRC when `byteCount` bytes follow: x^8n.
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

  /// The CRC of two blocks, where `shift` is the [#shift] of the second block's length.
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

  /// x^(2^32) is x again, so there are 32 of them.
  private static int[] squares() {
    var squares = new int[Integer.SIZE];
    squares[0] = ONE >>> 1;
    for (int k = 1; k < squares.length; k++) {
      squares[k] = multiply(squares[k - 1], squares[k - 1]);
    }
    return squares;
  }
}
