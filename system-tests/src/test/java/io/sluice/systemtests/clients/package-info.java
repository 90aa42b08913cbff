/// The gateway from the users' point of view: real client libraries push to it, a real Prometheus
/// scrapes it, and it is started and stopped by the usual command.
@NullMarked
package io.sluice.systemtests.clients;

import org.jspecify.annotations.NullMarked;
