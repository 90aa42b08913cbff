/// The parser and the writer of OpenMetrics 1.0 text.
@NullMarked
package io.sluice.format.openmetrics;

import org.jspecify.annotations.NullMarked;
