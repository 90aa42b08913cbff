/// The comparison with the Pushgateway: `./bench`.
///
/// [Bench] runs the [Scenario]s one after the other, in several rounds, against servers that it
/// starts itself, and prints the [Report] of the results.
@NullMarked
package io.sluice.comparison;

import org.jspecify.annotations.NullMarked;
