/// The arithmetic of aggregation: how what is pushed adds up with what is held. Pure functions, no
/// clock: all times come in.
@NullMarked
package io.sluice.merge;

import org.jspecify.annotations.NullMarked;
