/// Numbers, quoted strings and durations in Go's formats, and a growing byte buffer.
@NullMarked
package io.sluice.go;

import org.jspecify.annotations.NullMarked;
