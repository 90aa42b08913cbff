/// The processing of pushes from all sources: permissions, limits, rules, parsing.
@NullMarked
package io.sluice.intake;

import org.jspecify.annotations.NullMarked;
