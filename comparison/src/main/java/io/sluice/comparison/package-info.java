/// The comparison with the Pushgateway: `./bench`.
///
/// [Bench] runs the [Scenario]s, one after the other and round after round, against servers that it
/// starts itself, and prints what the [Report] makes of the results.
@NullMarked
package io.sluice.comparison;

import org.jspecify.annotations.NullMarked;
