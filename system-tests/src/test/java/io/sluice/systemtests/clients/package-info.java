/// The gateway as its users meet it: real client libraries push to it, a real Prometheus scrapes
/// it, and it is started and stopped by the command a user types.
@NullMarked
package io.sluice.systemtests.clients;

import org.jspecify.annotations.NullMarked;
