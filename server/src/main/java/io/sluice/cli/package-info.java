/// Flags, version, help and logging.
///
/// [CommandLineParser] says what a command line asks for, [Flags] holds what it set, [Logging] sets
/// up the log, [BuildInfo] knows the version.
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;
