/// Microbenchmarks of the parts of a push and of a scrape.
///
/// Run them with `java -jar microbenchmarks/target/microbenchmarks.jar`.
@NullMarked
package io.sluice.microbenchmarks;

import org.jspecify.annotations.NullMarked;
