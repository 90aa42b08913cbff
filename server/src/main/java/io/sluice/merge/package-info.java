/// The arithmetic of aggregation, which merges pushed metrics with stored ones. Pure functions
/// without a clock: all times are arguments.
@NullMarked
package io.sluice.merge;

import org.jspecify.annotations.NullMarked;
