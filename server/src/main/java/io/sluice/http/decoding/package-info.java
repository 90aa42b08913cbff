/// Decompression of request bodies.
@NullMarked
package io.sluice.http.decoding;

import org.jspecify.annotations.NullMarked;
