package io.sluice.store;

/// The totals of a store.
///
/// @param series of all groups, including their push times; a histogram or a summary is one
/// @param bytes of the series in their stored form
public record StoreTotals(int groups, long series, long bytes) {}
