/// The answer to a scrape, made page by page from a view of the store.
@NullMarked
package io.sluice.exposition;

import org.jspecify.annotations.NullMarked;
