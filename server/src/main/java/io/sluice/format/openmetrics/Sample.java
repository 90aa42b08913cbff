package io.sluice.format.openmetrics;

import io.sluice.model.Metric;
import org.jspecify.annotations.Nullable;

/// The sample of one line, without its labels. The part determines which fields are used.
///
/// @param bound the `le` or `quantile`, if the part has one
/// @param count the unsigned number of a part that is a count
/// @param value the number of any other part
/// @param created the time of a `_created` sample, if it can be stored
/// @param exemplar the exemplar to store, or null
record Sample(
    SamplePart part,
    double bound,
    long count,
    double value,
    Metric.@Nullable Timestamp created,
    Metric.@Nullable Exemplar exemplar) {}
