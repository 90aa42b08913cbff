/// The log that every command goes through, and the state machine that applies it.
@NullMarked
package io.sluice.log;

import org.jspecify.annotations.NullMarked;
