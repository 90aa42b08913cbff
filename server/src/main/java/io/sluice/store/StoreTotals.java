package io.sluice.store;

/// How much a store holds.
///
/// @param series of all groups, their push times included; a histogram or a summary is one
/// @param bytes what the series take as they are stored
public record StoreTotals(int groups, long series, long bytes) {}
