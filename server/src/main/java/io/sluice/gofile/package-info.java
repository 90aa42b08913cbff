/// Reads and writes the persistence file of the Pushgateway, with the part of Go's gob encoding
/// that the file needs.
@NullMarked
package io.sluice.gofile;

import org.jspecify.annotations.NullMarked;
