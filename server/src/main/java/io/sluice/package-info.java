/// A push gateway for Prometheus. {@link io.sluice.Main} wires the packages below together.
@NullMarked
package io.sluice;

import org.jspecify.annotations.NullMarked;
