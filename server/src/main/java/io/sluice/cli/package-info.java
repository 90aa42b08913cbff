/// Flags, version, help and logging.
///
/// [CommandLineParser] parses a command line, [Flags] contains the values of the flags, [Logging]
/// configures the log, [BuildInfo] contains the version.
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;
