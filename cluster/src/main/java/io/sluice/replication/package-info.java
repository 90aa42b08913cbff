/// The replicated log, on Apache Ratis. Nothing else knows that library.
@NullMarked
package io.sluice.replication;

import org.jspecify.annotations.NullMarked;
