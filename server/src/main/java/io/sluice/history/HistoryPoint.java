package io.sluice.history;

/// Ten seconds of the gateway's life.
///
/// @param epochSeconds when they ended, in seconds since 1970
/// @param pushes how many were answered
/// @param refused how many of these were refused
/// @param groups how many were held at the end
/// @param series how many were held at the end
/// @param medianSeconds of the time from the last byte of a push to its answer; NaN without pushes
/// @param p99Seconds likewise; 99 of 100 pushes took no longer
public record HistoryPoint(
    long epochSeconds,
    long pushes,
    long refused,
    long groups,
    long series,
    double medianSeconds,
    double p99Seconds) {}
