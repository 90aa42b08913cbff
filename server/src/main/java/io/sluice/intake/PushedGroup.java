package io.sluice.intake;

import io.sluice.model.GroupingKey;
import org.jspecify.annotations.Nullable;

/// What became of a group that one request pushed to, among others.
///
/// @param series how many the request brought for it
/// @param problem what is wrong with it, or with some of what was pushed; null if nothing is
public record PushedGroup(GroupingKey key, int series, @Nullable String problem) {}
