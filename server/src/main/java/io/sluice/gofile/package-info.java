/// The persistence file of the Go Pushgateway, read and written: Go's gob encoding as far as that
/// file needs it.
@NullMarked
package io.sluice.gofile;

import org.jspecify.annotations.NullMarked;
