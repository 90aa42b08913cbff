package io.sluice.command;

import java.util.Set;

/// The names of the families that the gateway adds to each group.
public final class ReservedFamilies {
  /// The time of the last successful push. A pushed family with this name is ignored.
  public static final String PUSH_TIME = "push_time_seconds";

  /// The time of the last failed push.
  public static final String FAILURE_TIME = "push_failure_time_seconds";

  /// The interval in which pushes to the group are expected.
  public static final String EXPECTED_INTERVAL = "push_expected_interval_seconds";

  /// Whether the next push is overdue.
  public static final String OVERDUE = "push_overdue";

  private static final Set<String> REFUSED = Set.of(FAILURE_TIME, EXPECTED_INTERVAL, OVERDUE);

  private ReservedFamilies() {}

  /// Whether the gateway sets the family with this name.
  public static boolean isReserved(String family) {
    return family.equals(PUSH_TIME) || isRefused(family);
  }

  /// Whether a push with this family is refused.
  public static boolean isRefused(String family) {
    return REFUSED.contains(family);
  }
}
