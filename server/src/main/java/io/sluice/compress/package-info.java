/// Deflate and gzip for responses that are assembled from compressed blocks.
@NullMarked
package io.sluice.compress;

import org.jspecify.annotations.NullMarked;
