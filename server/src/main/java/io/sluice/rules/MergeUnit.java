package io.sluice.rules;

/// The unit that a POST replaces in its group.
public enum MergeUnit {
  /// The families of the same names.
  FAMILY,
  /// The series with the same labels; the other series of a family stay.
  SERIES
}
