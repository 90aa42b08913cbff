/// What the gateway knows of the cluster that it may be a node of. The module `cluster` implements
/// it.
@NullMarked
package io.sluice.cluster;

import org.jspecify.annotations.NullMarked;
