package io.sluice.model;

import org.jspecify.annotations.Nullable;

/// The labels of the URL that identify a group, each name once. Only aggregated groups may have no
/// `job`, or no label at all.
///
/// Keys are ordered by their UTF-8 form `name FF value FF name FF value ...`, names sorted, which
/// is the order in which the Pushgateway lists groups.
public final class GroupingKey implements Comparable<GroupingKey> {
  private final Labels labels;

  /// Creates a key from labels.
  ///
  /// @throws IllegalArgumentException if the job is empty, or a name occurs twice
  public GroupingKey(Labels labels) {
    String job = labels.get("job");
    if (job != null && job.isEmpty()) {
      throw new IllegalArgumentException("empty job: labels=" + labels);
    }
    if (labels.duplicateName() != null) {
      throw new IllegalArgumentException("duplicate label name: labels=" + labels);
    }
    this.labels = labels;
  }

  /// Creates a key from `name, value, name, value, ...`, for tests and constants.
  public static GroupingKey of(String... namesAndValues) {
    return new GroupingKey(Labels.of(namesAndValues));
  }

  public Labels labels() {
    return labels;
  }

  /// The job, or an empty string if there is none.
  public String job() {
    String job = labels.get("job");
    return job == null ? "" : job;
  }

  /// This key without labels whose value is empty. Two keys with the same result identify the same
  /// series.
  public GroupingKey withoutEmpty() {
    Labels bare = labels.withoutEmpty();
    return bare.size() == labels.size() ? this : new GroupingKey(bare);
  }

  @Override
  public int compareTo(GroupingKey other) {
    Labels theirs = other.labels;
    int mineLast = labels.size() - 1;
    int theirsLast = theirs.size() - 1;
    for (int i = 0; i <= Math.min(mineLast, theirsLast); i++) {
      int order = compare(labels.name(i), true, theirs.name(i), true);
      if (order == 0) {
        order = compare(labels.value(i), i < mineLast, theirs.value(i), i < theirsLast);
      }
      if (order != 0) {
        return order;
      }
    }
    return mineLast - theirsLast;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupingKey key && labels.equals(key.labels);
  }

  @Override
  public int hashCode() {
    return labels.hashCode();
  }

  @Override
  public String toString() {
    return labels.toString();
  }

  /// Compares two parts by their bytes. The FF after a part, if another part follows, is greater
  /// than any byte that a longer part could have there.
  private static int compare(
      String mine, boolean isMineFollowed, String theirs, boolean isTheirsFollowed) {
    if (mine.equals(theirs)) {
      return 0;
    }
    if (theirs.startsWith(mine)) {
      return isMineFollowed ? 1 : -1;
    }
    if (mine.startsWith(theirs)) {
      return isTheirsFollowed ? -1 : 1;
    }
    return Utf8.BYTE_ORDER.compare(mine, theirs);
  }
}
