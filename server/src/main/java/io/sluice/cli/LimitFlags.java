package io.sluice.cli;

import io.sluice.go.GoDuration;
import io.sluice.go.GoQuote;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// The values of the flags that set limits for clients. All but `heapBytes` are at least 1.
///
/// @param heapBytes 0 for a fraction of the heap
public record LimitFlags(
    int headBytes,
    int bodyBytes,
    int decodedBytes,
    int connections,
    int requests,
    int inflightBodyBytes,
    int connectionBytes,
    Duration requestTime,
    Duration idleTime,
    int labelsPerSeries,
    int nameLength,
    int labelValueLength,
    int helpLength,
    int seriesPerPush,
    int groupsPerPush,
    int seriesPerGroup,
    int familiesPerGroup,
    int addedToBytes,
    int groups,
    int series,
    long heapBytes) {

  static LimitFlags of(Map<Flag, String> values) throws FlagException {
    return new LimitFlags(
        count(Flag.LIMIT_HEAD_BYTES, values),
        count(Flag.LIMIT_BODY_BYTES, values),
        count(Flag.LIMIT_DECODED_BYTES, values),
        count(Flag.LIMIT_CONNECTIONS, values),
        count(Flag.LIMIT_REQUESTS, values),
        count(Flag.LIMIT_INFLIGHT_BODY_BYTES, values),
        count(Flag.LIMIT_CONNECTION_BYTES, values),
        time(Flag.LIMIT_REQUEST_TIME, values),
        time(Flag.LIMIT_IDLE_TIME, values),
        count(Flag.LIMIT_LABELS, values),
        count(Flag.LIMIT_NAME_LENGTH, values),
        count(Flag.LIMIT_VALUE_LENGTH, values),
        count(Flag.LIMIT_HELP_LENGTH, values),
        count(Flag.LIMIT_PUSHED_SERIES, values),
        count(Flag.LIMIT_PUSHED_GROUPS, values),
        count(Flag.LIMIT_GROUP_SERIES, values),
        count(Flag.LIMIT_GROUP_FAMILIES, values),
        count(Flag.LIMIT_ADDED_TO_BYTES, values),
        count(Flag.LIMIT_GROUPS, values),
        count(Flag.LIMIT_SERIES, values),
        bytes(Flag.LIMIT_HEAP_BYTES, values));
  }

  Map<Flag, String> asMap() {
    var map = new EnumMap<Flag, String>(Flag.class);
    map.put(Flag.LIMIT_HEAD_BYTES, String.valueOf(headBytes));
    map.put(Flag.LIMIT_BODY_BYTES, String.valueOf(bodyBytes));
    map.put(Flag.LIMIT_DECODED_BYTES, String.valueOf(decodedBytes));
    map.put(Flag.LIMIT_CONNECTIONS, String.valueOf(connections));
    map.put(Flag.LIMIT_REQUESTS, String.valueOf(requests));
    map.put(Flag.LIMIT_INFLIGHT_BODY_BYTES, String.valueOf(inflightBodyBytes));
    map.put(Flag.LIMIT_CONNECTION_BYTES, String.valueOf(connectionBytes));
    map.put(Flag.LIMIT_REQUEST_TIME, GoDuration.format(requestTime));
    map.put(Flag.LIMIT_IDLE_TIME, GoDuration.format(idleTime));
    map.put(Flag.LIMIT_LABELS, String.valueOf(labelsPerSeries));
    map.put(Flag.LIMIT_NAME_LENGTH, String.valueOf(nameLength));
    map.put(Flag.LIMIT_VALUE_LENGTH, String.valueOf(labelValueLength));
    map.put(Flag.LIMIT_HELP_LENGTH, String.valueOf(helpLength));
    map.put(Flag.LIMIT_PUSHED_SERIES, String.valueOf(seriesPerPush));
    map.put(Flag.LIMIT_PUSHED_GROUPS, String.valueOf(groupsPerPush));
    map.put(Flag.LIMIT_GROUP_SERIES, String.valueOf(seriesPerGroup));
    map.put(Flag.LIMIT_GROUP_FAMILIES, String.valueOf(familiesPerGroup));
    map.put(Flag.LIMIT_ADDED_TO_BYTES, String.valueOf(addedToBytes));
    map.put(Flag.LIMIT_GROUPS, String.valueOf(groups));
    map.put(Flag.LIMIT_SERIES, String.valueOf(series));
    map.put(Flag.LIMIT_HEAP_BYTES, String.valueOf(heapBytes));
    return map;
  }

  private static int count(Flag flag, Map<Flag, String> values) throws FlagException {
    String text = flag.valueIn(values);
    try {
      int count = Integer.parseInt(text);
      if (count >= 1) {
        return count;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    throw new FlagException(
        "--%s must be a whole number from 1 to %d, got %s"
            .formatted(flag.longName, Integer.MAX_VALUE, GoQuote.quote(text)));
  }

  private static long bytes(Flag flag, Map<Flag, String> values) throws FlagException {
    String text = flag.valueIn(values);
    try {
      long bytes = Long.parseLong(text);
      if (bytes >= 0) {
        return bytes;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    throw new FlagException(
        "--%s must be a whole number from 0 to %d, got %s"
            .formatted(flag.longName, Long.MAX_VALUE, GoQuote.quote(text)));
  }

  private static Duration time(Flag flag, Map<Flag, String> values) throws FlagException {
    String text = flag.valueIn(values);
    Duration time = FlagDuration.parse(text);
    if (!time.isPositive()) {
      throw new FlagException(
          "--%s must be greater than zero, got %s".formatted(flag.longName, GoQuote.quote(text)));
    }
    return time;
  }
}
