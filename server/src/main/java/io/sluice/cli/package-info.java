/// Flags, version, help and logging.
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;
