/// Tests of a cluster of three gateways under load and with faults.
@NullMarked
package io.sluice.systemtests.cluster;

import org.jspecify.annotations.NullMarked;
