/// The log that every change goes through. It carries commands and knows nothing of metrics.
@NullMarked
package io.sluice.journal;

import org.jspecify.annotations.NullMarked;
