/// Routing by path and method, like the Pushgateway's routers.
@NullMarked
package io.sluice.http.routing;

import org.jspecify.annotations.NullMarked;
