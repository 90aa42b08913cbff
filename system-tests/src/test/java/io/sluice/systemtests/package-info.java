/// Black-box tests: the built gateway as a process, against a recording of the real Pushgateway,
/// the real Pushgateway itself, and the peers that it has to live with.
@NullMarked
package io.sluice.systemtests;

import org.jspecify.annotations.NullMarked;
