package io.sluice.format.openmetrics;

import io.sluice.format.EscapingScheme;

/// How a family is shown as OpenMetrics.
///
/// @param name of the family in this scrape, escaped; the samples' without their suffixes
/// @param hasCreated whether `_created` samples are shown
/// @param escaping what becomes of the names of labels
public record OpenMetricsLook(
    String name, OpenMetricsShape shape, boolean hasCreated, EscapingScheme escaping) {}
