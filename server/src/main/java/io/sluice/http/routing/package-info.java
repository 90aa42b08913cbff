/// Routing by path and method, as the Pushgateway's router does it.
@NullMarked
package io.sluice.http.routing;

import org.jspecify.annotations.NullMarked;
