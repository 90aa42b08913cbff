/// Numbers, quoted strings and durations as Go writes and reads them, and a growing buffer of
/// bytes.
@NullMarked
package io.sluice.go;

import org.jspecify.annotations.NullMarked;
