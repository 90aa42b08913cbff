package io.sluice.web.api;

import io.sluice.store.GroupSummary;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The outcome of the last push to a group.
public enum GroupState {
  /// It was applied.
  OK,
  /// It was refused.
  FAILED,
  /// It was refused, like all pushes before it.
  NEVER;

  static GroupState of(GroupSummary group) {
    if (group.pushNanos() == 0) {
      return NEVER;
    }
    return group.isLastPushSuccessful() ? OK : FAILED;
  }

  static Optional<GroupState> named(String name) {
    return Arrays.stream(values()).filter(state -> state.toString().equals(name)).findFirst();
  }

  /// The name in the API.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
