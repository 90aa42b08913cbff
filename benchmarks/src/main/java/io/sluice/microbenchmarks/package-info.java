/// Microbenchmarks of what a push and a scrape are made of.
///
/// Run them with `java -cp benchmarks/target/benchmarks.jar org.openjdk.jmh.Main`.
@NullMarked
package io.sluice.microbenchmarks;

import org.jspecify.annotations.NullMarked;
