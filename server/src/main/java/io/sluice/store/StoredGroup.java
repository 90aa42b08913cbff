package io.sluice.store;

import io.sluice.model.GroupingKey;
import org.jspecify.annotations.Nullable;

/// What the store keeps of a group besides the families that have series, which lie in their pages
/// at the group's slot. Immutable: a push makes a new one.
///
/// @param names of the families that have series, the push times included
/// @param empty the families without series, sorted by name
/// @param pushNanos when the last successful push arrived, or 0
/// @param failureNanos when the last refused push arrived, or 0
/// @param failureMessage why it was refused, or null
record StoredGroup(
    GroupingKey key,
    int slot,
    NameSet names,
    StoredFamily[] empty,
    long pushNanos,
    long failureNanos,
    @Nullable String failureMessage) {
  static final StoredFamily[] NO_FAMILIES = {};
}
