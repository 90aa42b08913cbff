package io.sluice.listing;

import io.sluice.model.GroupingKey;
import io.sluice.model.Utf8;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The place of a group in an order, also after the group was deleted. It does not depend on other
/// groups.
///
/// @param value the sort value
/// @param job the job of the key
/// @param key null for the place before all groups of the job
public record RankedKey(long value, String job, @Nullable GroupingKey key) {
  static final Comparator<RankedKey> ORDER = RankedKey::compare;

  /// The place of a group.
  public static RankedKey of(long value, GroupingKey key) {
    return new RankedKey(value, key.job(), key);
  }

  /// The place before all groups of a job, in the order of keys.
  static RankedKey beforeJob(String job) {
    return new RankedKey(0, job, null);
  }

  /// The place after all groups of a job, in the order of keys.
  static RankedKey afterJob(String job) {
    return new RankedKey(0, job + '\0', null);
  }

  private static int compare(RankedKey a, RankedKey b) {
    if (a.value != b.value) {
      return Long.compare(a.value, b.value);
    }
    int order = Utf8.BYTE_ORDER.compare(a.job, b.job);
    return order != 0 ? order : compare(a.key, b.key);
  }

  private static int compare(@Nullable GroupingKey a, @Nullable GroupingKey b) {
    if (a == null || b == null) {
      return Boolean.compare(a != null, b != null);
    }
    return a.compareTo(b);
  }
}
