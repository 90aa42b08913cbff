/// The log that contains every change. Commands are opaque to it; it does not depend on metrics.
@NullMarked
package io.sluice.journal;

import org.jspecify.annotations.NullMarked;
