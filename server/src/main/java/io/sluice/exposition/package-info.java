/// Generates the response to a scrape from a view of the store, one stored page at a time.
@NullMarked
package io.sluice.exposition;

import org.jspecify.annotations.NullMarked;
