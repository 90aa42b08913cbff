/// Lists of groups: sorted, filtered, and split into pages. The orders are updated with the store.
@NullMarked
package io.sluice.listing;

import org.jspecify.annotations.NullMarked;
