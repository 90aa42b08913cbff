package io.sluice.history;

/// The size of the gateway's state.
public record StateSize(long groups, long series) {}
