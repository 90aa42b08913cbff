package io.sluice.gofile;

/// Iterates over the fields of a struct value. The caller reads each value before the next call of
/// [#next].
final class GobFields {
  private final GobInput in;
  private final int fieldCount;
  private int index = -1;

  GobFields(GobInput in, int fieldCount) {
    this.in = in;
    this.fieldCount = fieldCount;
  }

  /// Moves to the next field that is present; returns false at the end of the struct.
  boolean next() throws GoFileException {
    long start = in.position();
    long distance = in.unsigned();
    if (Long.compareUnsigned(distance, fieldCount - 1L - index) > 0) {
      throw new GoFileException(
          "a field that the struct does not have: after=%d distance=%s fields=%d"
              .formatted(index, Long.toUnsignedString(distance), fieldCount),
          start);
    }
    index += (int) distance;
    return distance != 0;
  }

  /// The number of the current field.
  int index() {
    return index;
  }
}
