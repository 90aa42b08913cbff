package io.sluice.format.openmetrics;

import io.sluice.model.Metric;
import org.jspecify.annotations.Nullable;

/// The sample of one line, without its labels. Which fields count depends on the part.
///
/// @param bound the `le` or `quantile`, if the part has one
/// @param count the number of a part that counts, unsigned
/// @param value the number of any other part
/// @param created the time that a `_created` sample tells, as far as it can be stored
/// @param exemplar one that is to be kept, or null
record Sample(
    SamplePart part,
    double bound,
    long count,
    double value,
    Metric.@Nullable Timestamp created,
    Metric.@Nullable Exemplar exemplar) {}
