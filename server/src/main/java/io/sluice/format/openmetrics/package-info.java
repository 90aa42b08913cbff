/// OpenMetrics 1.0 as text, read and written.
@NullMarked
package io.sluice.format.openmetrics;

import org.jspecify.annotations.NullMarked;
