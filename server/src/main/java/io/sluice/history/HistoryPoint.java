package io.sluice.history;

/// Statistics of ten seconds.
///
/// @param epochSeconds the end of the ten seconds, in seconds since 1970
/// @param pushes number of pushes that were responded to
/// @param refused number of these that were refused
/// @param groups number of groups at the end
/// @param series number of series at the end
/// @param medianSeconds median time from the last byte of a push to its response; NaN without
///   pushes
/// @param p99Seconds the 99th percentile of this time
public record HistoryPoint(
    long epochSeconds,
    long pushes,
    long refused,
    long groups,
    long series,
    double medianSeconds,
    double p99Seconds) {}
