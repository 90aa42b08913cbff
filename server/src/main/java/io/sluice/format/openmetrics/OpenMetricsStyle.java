package io.sluice.format.openmetrics;

import io.sluice.format.EscapingScheme;

/// How a family is exposed as OpenMetrics.
///
/// @param name of the family in this scrape, escaped; that of the samples without their suffixes
/// @param hasCreated whether `_created` samples are exposed
/// @param escaping how label names are escaped
public record OpenMetricsStyle(
    String name, OpenMetricsShape shape, boolean hasCreated, EscapingScheme escaping) {}
