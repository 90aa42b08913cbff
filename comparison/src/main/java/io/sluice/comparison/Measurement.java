package io.sluice.comparison;

/// The meaning of a number: one row of the table.
///
/// @param title the operation
/// @param groups number of stored groups at that time
record Measurement(String title, int groups, Unit unit) {}
