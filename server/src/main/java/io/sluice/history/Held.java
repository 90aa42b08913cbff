package io.sluice.history;

/// How much the gateway holds.
public record Held(long groups, long series) {}
