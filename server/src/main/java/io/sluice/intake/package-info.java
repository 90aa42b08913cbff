/// What every push goes through, however it arrives: permission, limits, rules, parsing.
@NullMarked
package io.sluice.intake;

import org.jspecify.annotations.NullMarked;
