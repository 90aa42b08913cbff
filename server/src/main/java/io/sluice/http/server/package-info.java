/// The server: connections, HTTP/1.1 and HTTP/2, TLS, limits.
@NullMarked
package io.sluice.http.server;

import org.jspecify.annotations.NullMarked;
