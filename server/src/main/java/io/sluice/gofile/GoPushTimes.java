package io.sluice.gofile;

import io.sluice.model.Metric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The push times of a group of the file, in nanoseconds since 1970.
///
/// @param firstNanos when the group was created
/// @param pushNanos when a push last succeeded; 0 if none did
/// @param failureNanos when a push last failed; 0 if none did
record GoPushTimes(long firstNanos, long pushNanos, long failureNanos) {
  static final String PUSH = "push_time_seconds";
  static final String FAILURE = "push_failure_time_seconds";

  private static final double NANOS_PER_SECOND = 1e9;

  /// The times from the two families in the group. The value of such a family is the time of the
  /// last push of its kind, or 0; its timestamp is the exact time at which the family was stored:
  /// that of the push, or that of the group's creation.
  static GoPushTimes of(GoGroup group) {
    GoFamily push = family(group.families(), PUSH);
    GoFamily failure = family(group.families(), FAILURE);
    long pushNanos = nanos(push);
    long failureNanos = nanos(failure);
    boolean holdsMore = group.families().stream().anyMatch(family -> !isTime(family));
    if (pushNanos == 0 && (holdsMore || failureNanos == 0)) {
      pushNanos = latestNanos(group);
    }
    long firstNanos = 0;
    if (failure != null && failureNanos == 0) {
      firstNanos = failure.receivedNanos();
    } else if (push != null && pushNanos == 0) {
      firstNanos = push.receivedNanos();
    }
    return new GoPushTimes(
        firstNanos > 0 ? firstNanos : Math.max(pushNanos, 1), pushNanos, failureNanos);
  }

  /// Whether a family is one of these two.
  static boolean isTime(GoFamily family) {
    String name = family.family().name();
    return name.equals(PUSH) || name.equals(FAILURE);
  }

  private static @Nullable GoFamily family(List<GoFamily> families, String name) {
    for (GoFamily family : families) {
      if (family.family().name().equals(name)) {
        return family;
      }
    }
    return null;
  }

  private static long nanos(@Nullable GoFamily family) {
    if (family == null
        || family.family().metrics().isEmpty()
        || !(family.family().metrics().getFirst() instanceof Metric.Gauge gauge)) {
      return 0;
    }
    long nanos = family.receivedNanos();
    boolean isExact = nanos / NANOS_PER_SECOND == gauge.value();
    return isExact ? nanos : Math.max(0, Math.round(gauge.value() * NANOS_PER_SECOND));
  }

  private static long latestNanos(GoGroup group) {
    return group.families().stream().mapToLong(GoFamily::receivedNanos).max().orElse(0);
  }
}
