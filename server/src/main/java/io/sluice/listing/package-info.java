/// Lists of groups: sorted, filtered and page by page, from orders that follow the store.
@NullMarked
package io.sluice.listing;

import org.jspecify.annotations.NullMarked;
