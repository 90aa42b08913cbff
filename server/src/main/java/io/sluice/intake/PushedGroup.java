package io.sluice.intake;

import io.sluice.model.GroupingKey;
import org.jspecify.annotations.Nullable;

/// The result for one of the groups of a request.
///
/// @param series number of pushed series for it
/// @param problem the error in the group or in some of its series; null if there is none
public record PushedGroup(GroupingKey key, int series, @Nullable String problem) {}
