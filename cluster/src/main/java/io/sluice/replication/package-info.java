/// The replicated log, on Apache Ratis. No other package depends on that library.
@NullMarked
package io.sluice.replication;

import org.jspecify.annotations.NullMarked;
