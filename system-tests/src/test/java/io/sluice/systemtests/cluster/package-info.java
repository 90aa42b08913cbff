/// Three gateways as one cluster, under load and under faults.
@NullMarked
package io.sluice.systemtests.cluster;

import org.jspecify.annotations.NullMarked;
