/// Black-box tests: the built gateway as a process, compared with a recording of the real
/// Pushgateway and with the real Pushgateway itself, and used with the peers that it must work
/// with.
@NullMarked
package io.sluice.systemtests;

import org.jspecify.annotations.NullMarked;
