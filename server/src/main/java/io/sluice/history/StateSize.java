package io.sluice.history;

/// How much the gateway holds.
public record StateSize(long groups, long series) {}
