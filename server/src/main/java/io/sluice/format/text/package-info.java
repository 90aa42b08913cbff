/// The parser and the writer of the text format 0.0.4.
@NullMarked
package io.sluice.format.text;

import org.jspecify.annotations.NullMarked;
