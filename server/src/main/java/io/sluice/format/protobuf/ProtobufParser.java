package io.sluice.format.protobuf;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.go.GoQuote;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses protobuf bodies: length-delimited messages of type `io.prometheus.client.MetricFamily`.
public final class ProtobufParser {
  private static final int MIN_BYTES = 2;

  private ProtobufParser() {}

  /// Parses a body without limits; see the other method.
  public static ParsedBody parse(byte[] body) throws ParseException {
    return parse(body, ParseLimits.NONE);
  }

  /// Parses `body`. If a name occurs twice, the last family is used.
  ///
  /// Names may be any UTF-8 text. A message with neither a name nor metrics is ignored.
  ///
  /// @throws ParseException if the body is truncated or not protobuf, a family has no valid name or
  ///   an unknown type, or a limit is exceeded
  public static ParsedBody parse(byte[] body, ParseLimits limits) throws ParseException {
    checkCounts(body, limits);
    var families = new LinkedHashMap<String, Timed>();
    var messages = new DelimitedMessages(body);
    while (messages.hasNext()) {
      Timed family = family(messages.next(io.sluice.format.proto.MetricFamily.parser()));
      if (family != null) {
        check(family.family, limits);
        families.put(family.family.name(), family);
      }
    }
    return new ParsedBody(
        families.values().stream().map(Timed::family).toList(),
        families.values().stream().anyMatch(Timed::hasTimestamps));
  }

  /// Each counted element takes at least two bytes, so only large bodies are checked.
  private static void checkCounts(byte[] body, ParseLimits limits) throws ParseException {
    if (body.length / MIN_BYTES <= limits.samples()) {
      return;
    }
    var count = new ProtobufLimitCheck(limits);
    var messages = new DelimitedMessages(body);
    while (messages.hasNext()) {
      int length = messages.skip();
      count.add(
          body,
          messages.position() - length,
          length,
          io.sluice.format.proto.MetricFamily.getDescriptor());
    }
  }

  private static void check(MetricFamily family, ParseLimits limits) throws ParseException {
    limits.checkName(family.name().length());
    for (Metric metric : family.metrics()) {
      limits.check(metric.labels());
    }
  }

  /// Parses a message without a length; the result is empty if the message is.
  ///
  /// @throws ParseException as [#parse]
  public static ParsedBody parseMessage(byte[] message) throws ParseException {
    Timed family = family(parsed(message));
    return family == null
        ? new ParsedBody(List.of(), false)
        : new ParsedBody(List.of(family.family), family.hasTimestamps);
  }

  /// Parses the result of [ProtobufWriter#metrics] for a family of this type.
  ///
  /// @throws IllegalArgumentException if `stored` is damaged
  public static List<Metric> metrics(byte[] stored, MetricType type) {
    var metrics = new ArrayList<Metric>();
    var messages = new DelimitedMessages(stored);
    while (messages.hasNext()) {
      metrics.add(MessageReader.metric(nextStored(messages), type));
    }
    return metrics;
  }

  /// The end of a message in the result of [ProtobufWriter#metrics].
  ///
  /// @param from the start of the message's length
  /// @param to the end of the bytes
  public static int endOfMessage(byte[] stored, int from, int to) {
    var messages = new DelimitedMessages(stored, from, to);
    try {
      messages.skip();
    } catch (ParseException e) {
      throw new IllegalArgumentException("damaged metrics: " + e.getMessage(), e);
    }
    return messages.position();
  }

  private static io.sluice.format.proto.Metric nextStored(DelimitedMessages messages) {
    try {
      return messages.next(io.sluice.format.proto.Metric.parser());
    } catch (ParseException e) {
      throw new IllegalArgumentException("damaged metrics: " + e.getMessage(), e);
    }
  }

  private static io.sluice.format.proto.MetricFamily parsed(byte[] message) throws ParseException {
    try {
      return io.sluice.format.proto.MetricFamily.parseFrom(message);
    } catch (InvalidProtocolBufferException _) {
      throw new ParseException("proto: cannot parse invalid wire-format data");
    }
  }

  private static @Nullable Timed family(io.sluice.format.proto.MetricFamily message)
      throws ParseException {
    String name = MessageReader.string(message.getNameBytes());
    if (name.isEmpty() && message.getMetricCount() == 0) {
      return null;
    }
    if (!Names.isUtf8Name(name)) {
      throw new ParseException("invalid metric name " + GoQuote.quote(name));
    }
    MetricType type = type(message, name);
    return new Timed(
        new MetricFamily(
            name,
            message.hasHelp() ? MessageReader.text(message.getHelpBytes()) : null,
            type,
            message.hasUnit() ? MessageReader.text(message.getUnitBytes()) : null,
            message.getMetricList().stream()
                .map(metric -> MessageReader.metric(metric, type))
                .toList()),
        message.getMetricList().stream().anyMatch(io.sluice.format.proto.Metric::hasTimestampMs));
  }

  /// The protobuf library stores an unknown type as an unknown field.
  private static MetricType type(io.sluice.format.proto.MetricFamily message, String name)
      throws ParseException {
    List<Long> unknown =
        message
            .getUnknownFields()
            .getField(io.sluice.format.proto.MetricFamily.TYPE_FIELD_NUMBER)
            .getVarintList();
    if (!unknown.isEmpty()) {
      throw new ParseException(
          "unknown metric type %d for metric %s"
              .formatted(unknown.getLast().intValue(), GoQuote.quote(name)));
    }
    return switch (message.getType()) {
      case COUNTER -> MetricType.COUNTER;
      case GAUGE -> MetricType.GAUGE;
      case SUMMARY -> MetricType.SUMMARY;
      case UNTYPED -> MetricType.UNTYPED;
      case HISTOGRAM -> MetricType.HISTOGRAM;
      case GAUGE_HISTOGRAM -> MetricType.GAUGE_HISTOGRAM;
    };
  }

  /// A family, and whether it came with timestamps.
  private record Timed(MetricFamily family, boolean hasTimestamps) {}
}
