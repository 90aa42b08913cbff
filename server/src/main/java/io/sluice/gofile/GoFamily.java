package io.sluice.gofile;

import io.sluice.model.MetricFamily;

/// A family of a group in the file.
///
/// @param hasTimestamps whether any of its metrics has a timestamp
/// @param receivedNanos when it was pushed, in nanoseconds since 1970; 0 if unknown
public record GoFamily(MetricFamily family, boolean hasTimestamps, long receivedNanos) {}
