package io.sluice.gofile;

import io.sluice.model.MetricFamily;

/// A family as a group of the file holds it.
///
/// @param hasTimestamps whether any of its metrics has a timestamp
/// @param receivedNanos when it was pushed, in nanoseconds since 1970; 0 if that is not known
public record GoFamily(MetricFamily family, boolean hasTimestamps, long receivedNanos) {}
