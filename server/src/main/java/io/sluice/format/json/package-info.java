/// JSON in the format of Go's encoder.
@NullMarked
package io.sluice.format.json;

import org.jspecify.annotations.NullMarked;
