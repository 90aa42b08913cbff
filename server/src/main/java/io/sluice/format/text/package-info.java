/// The text format 0.0.4: parser and writer.
@NullMarked
package io.sluice.format.text;

import org.jspecify.annotations.NullMarked;
