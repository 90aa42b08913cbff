/// The encoding of commands and of snapshots.
@NullMarked
package io.sluice.gateway.codec;

import org.jspecify.annotations.NullMarked;
