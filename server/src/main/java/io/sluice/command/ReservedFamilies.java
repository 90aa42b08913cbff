package io.sluice.command;

import java.util.Set;

/// The names of the families that the gateway adds to each group.
public final class ReservedFamilies {
  /// When the group was last pushed to. A pushed family of this name is ignored.
  public static final String PUSH_TIME = "push_time_seconds";

  /// When a push to the group last failed.
  public static final String FAILURE_TIME = "push_failure_time_seconds";

  /// How often the group is expected to be pushed to.
  public static final String EXPECTED_INTERVAL = "push_expected_interval_seconds";

  /// Whether the next push is overdue.
  public static final String OVERDUE = "push_overdue";

  private static final Set<String> REFUSED = Set.of(FAILURE_TIME, EXPECTED_INTERVAL, OVERDUE);

  private ReservedFamilies() {}

  /// Whether the gateway sets a family of this name.
  public static boolean isReserved(String family) {
    return family.equals(PUSH_TIME) || isRefused(family);
  }

  /// Whether a push with a family of this name is refused.
  public static boolean isRefused(String family) {
    return REFUSED.contains(family);
  }

  /// Whether the gateway sets the family of this name, so that what is pushed of it is not kept.
  public static boolean isSetByGateway(String family) {
    return family.equals(PUSH_TIME) || isRefused(family);
  }
}
