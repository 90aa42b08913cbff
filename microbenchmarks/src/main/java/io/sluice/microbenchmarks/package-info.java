/// Microbenchmarks of what a push and a scrape are made of.
///
/// Run them with `java -jar microbenchmarks/target/microbenchmarks.jar`.
@NullMarked
package io.sluice.microbenchmarks;

import org.jspecify.annotations.NullMarked;
