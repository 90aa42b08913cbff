/// The HTTP server on Netty: listeners, requests and responses, routing, bounded bodies,
/// compression.
@NullMarked
package io.sluice.http;

import org.jspecify.annotations.NullMarked;
