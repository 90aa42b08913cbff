package io.sluice.web;

import io.sluice.store.GroupSummary;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What became of the last push to a group.
enum GroupState {
  /// It was fine.
  OK,
  /// It was refused.
  FAILED,
  /// It was refused, like all before.
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

  /// Whether a push is late that was to be expected by now.
  static boolean isOverdue(GroupSummary group, long nowNanos) {
    return group.expectNanos() > 0 && nowNanos - group.pushNanos() > group.expectNanos();
  }

  /// As the API has it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
