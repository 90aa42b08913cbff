/// JSON as Go writes it.
@NullMarked
package io.sluice.format.json;

import org.jspecify.annotations.NullMarked;
