/// The state machine: groups and their families, the consistency check, limits, expiry. No I/O, no
/// clock.
@NullMarked
package io.sluice.store;

import org.jspecify.annotations.NullMarked;
