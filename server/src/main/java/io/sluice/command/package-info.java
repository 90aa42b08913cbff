/// Commands, their outcomes, and the preparation of a push before it becomes a command.
@NullMarked
package io.sluice.command;

import org.jspecify.annotations.NullMarked;
