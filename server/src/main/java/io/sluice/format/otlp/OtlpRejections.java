package io.sluice.format.otlp;

import io.sluice.format.otlp.RejectedPoint.Reason;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Counts rejected points, and collects the reasons for the sender. Not thread-safe.
public final class OtlpRejections {
  private static final int MAX_NAMED = 10;
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_MESSAGE_LENGTH = 1000;

  private final Map<Reason, Long> reasonToPoints = new EnumMap<>(Reason.class);
  private final Map<String, String> named = new LinkedHashMap<>();
  private final Set<String> others = new HashSet<>();

  /// Adds rejected points of one metric.
  ///
  /// @param what the metric, or the group
  public void add(String what, Reason reason, String message, long points) {
    reasonToPoints.merge(reason, points, Long::sum);
    if (named.size() < MAX_NAMED) {
      named.putIfAbsent(what, shortened(message, MAX_MESSAGE_LENGTH));
    } else if (!named.containsKey(what)) {
      others.add(what);
    }
  }

  /// Adds everything from `other`.
  public void add(OtlpRejections other) {
    other.reasonToPoints.forEach(
        (reason, points) -> reasonToPoints.merge(reason, points, Long::sum));
    other.named.forEach(
        (what, message) -> {
          if (named.size() < MAX_NAMED) {
            named.putIfAbsent(what, message);
          } else if (!named.containsKey(what)) {
            others.add(what);
          }
        });
    others.addAll(other.others);
  }

  public long points() {
    return reasonToPoints.values().stream().mapToLong(Long::longValue).sum();
  }

  /// The number of rejected points by reason.
  public Map<Reason, Long> byReason() {
    return Map.copyOf(reasonToPoints);
  }

  /// The reasons in one line; empty if there are none.
  public String message() {
    if (named.isEmpty()) {
      return "";
    }
    long points = points();
    var message = new StringBuilder();
    message.append(points).append(points == 1 ? " data point" : " data points").append(" rejected");
    String separator = ": ";
    for (var entry : named.entrySet()) {
      message.append(separator).append(shortened(entry.getKey(), MAX_NAME_LENGTH));
      message.append(": ").append(entry.getValue().replace('\n', ' '));
      separator = "; ";
    }
    if (!others.isEmpty()) {
      message.append("; and ").append(others.size()).append(" more");
    }
    return message.toString();
  }

  private static String shortened(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
    return text.substring(0, end) + "...";
  }
}
