/// The interface between the gateway and its cluster. The module `cluster` implements it.
@NullMarked
package io.sluice.cluster;

import org.jspecify.annotations.NullMarked;
