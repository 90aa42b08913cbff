/// The control flow of a push: check, append to the log, respond.
@NullMarked
package io.sluice.gateway;

import org.jspecify.annotations.NullMarked;
