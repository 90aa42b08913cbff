package io.sluice.rules;

/// What a POST replaces of what its group holds.
public enum MergeUnit {
  /// The families of the same names.
  FAMILY,
  /// The series with the same labels; the other series of a family stay.
  SERIES
}
