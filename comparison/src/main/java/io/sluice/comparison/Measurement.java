package io.sluice.comparison;

/// What a number says: one row of the table.
///
/// @param title what was done
/// @param groups groups held at the time
record Measurement(String title, int groups, Unit unit) {}
