package io.sluice.format.otlp;

import io.sluice.format.otlp.RejectedPoint.Reason;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Points that were not taken, counted, with the reasons for the sender. Not to be shared between
/// threads.
public final class OtlpRejections {
  private static final int MOST_NAMED = 10;
  private static final int MOST_NAME_LENGTH = 200;
  private static final int MOST_MESSAGE_LENGTH = 1000;

  private final Map<Reason, Long> reasonToPoints = new EnumMap<>(Reason.class);
  private final Map<String, String> named = new LinkedHashMap<>();
  private final Set<String> others = new HashSet<>();

  /// Notes points of one metric.
  ///
  /// @param what the metric, or the group
  public void add(String what, Reason reason, String message, long points) {
    reasonToPoints.merge(reason, points, Long::sum);
    if (named.size() < MOST_NAMED) {
      named.putIfAbsent(what, shortened(message, MOST_MESSAGE_LENGTH));
    } else if (!named.containsKey(what)) {
      others.add(what);
    }
  }

  /// Notes all that `other` has.
  public void add(OtlpRejections other) {
    other.reasonToPoints.forEach(
        (reason, points) -> reasonToPoints.merge(reason, points, Long::sum));
    other.named.forEach(
        (what, message) -> {
          if (named.size() < MOST_NAMED) {
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

  /// How many points were rejected for which reason.
  public Map<Reason, Long> byReason() {
    return Map.copyOf(reasonToPoints);
  }

  /// What is wrong, in one line; empty if nothing is.
  public String message() {
    if (named.isEmpty()) {
      return "";
    }
    long points = points();
    var message = new StringBuilder();
    message.append(points).append(points == 1 ? " data point" : " data points").append(" rejected");
    String separator = ": ";
    for (var entry : named.entrySet()) {
      message.append(separator).append(shortened(entry.getKey(), MOST_NAME_LENGTH));
      message.append(": ").append(entry.getValue().replace('\n', ' '));
      separator = "; ";
    }
    if (!others.isEmpty()) {
      message.append("; and ").append(others.size()).append(" more");
    }
    return message.toString();
  }

  private static String shortened(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "...";
  }
}
