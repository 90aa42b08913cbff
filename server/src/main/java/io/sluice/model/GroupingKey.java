package io.sluice.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The labels of the URL that name a group, each name once. Only aggregated groups can do without a
/// `job`, or without any label.
///
/// Keys are ordered by their UTF-8 form `name FF value FF name FF value ...`, names sorted, which
/// is the order in which the Pushgateway lists groups.
public final class GroupingKey implements Comparable<GroupingKey> {
  private static final byte SEPARATOR = (byte) 0xFF;

  private final Labels labels;
  private final byte[] order;

  /// The key of these labels.
  ///
  /// @throws IllegalArgumentException if the job is empty, or a name occurs twice
  public GroupingKey(Labels labels) {
    String job = labels.get("job");
    if (job != null && job.isEmpty()) {
      throw new IllegalArgumentException("a job needs a name: labels=" + labels);
    }
    if (labels.duplicateName() != null) {
      throw new IllegalArgumentException("a label name occurs twice: labels=" + labels);
    }
    this.labels = labels;
    this.order = order(labels);
  }

  /// The key of `name, value, name, value, ...`, for tests and constants.
  public static GroupingKey of(String... namesAndValues) {
    return new GroupingKey(Labels.of(namesAndValues));
  }

  public Labels labels() {
    return labels;
  }

  /// The job, or nothing if there is none.
  public String job() {
    String job = labels.get("job");
    return job == null ? "" : job;
  }

  @Override
  public int compareTo(GroupingKey other) {
    return Arrays.compareUnsigned(order, other.order);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupingKey key && Arrays.equals(order, key.order);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(order);
  }

  @Override
  public String toString() {
    return labels.toString();
  }

  private static byte[] order(Labels labels) {
    var parts = new byte[2 * labels.size()][];
    int length = Math.max(0, parts.length - 1);
    for (int i = 0; i < labels.size(); i++) {
      parts[2 * i] = Utf8.encode(labels.name(i));
      parts[2 * i + 1] = Utf8.encode(labels.value(i));
      length += parts[2 * i].length + parts[2 * i + 1].length;
    }
    var order = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      if (at > 0) {
        order[at++] = SEPARATOR;
      }
      System.arraycopy(part, 0, order, at, part.length);
      at += part.length;
    }
    return order;
  }
}
