/// The gateway's own metrics.
@NullMarked
package io.sluice.telemetry;

import org.jspecify.annotations.NullMarked;
