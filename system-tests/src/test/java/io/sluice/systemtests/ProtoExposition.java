package io.sluice.systemtests;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A parsed answer to a scrape in delimited protobuf, read with the public field numbers of
/// `io.prometheus.client`, independent of the code under test.
record ProtoExposition(List<Message> families) {

  /// A message: its fields in order. Values are [Message], [String], [Long] or [Double].
  record Message(List<Field> fields) {

    /// The values of all fields of this name.
    List<Object> all(String name) {
      return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).toList();
    }

    /// The messages of all fields of this name.
    List<Message> messages(String name) {
      return all(name).stream().map(Message.class::cast).toList();
    }

    /// The value of the last field of this name, or `missing`.
    <T> T last(String name, T missing) {
      List<Object> all = all(name);
      @SuppressWarnings("unchecked")
      T value = all.isEmpty() ? missing : (T) all.getLast();
      return value;
    }

    @Override
    public String toString() {
      return fields.stream().map(Field::toString).collect(Collectors.joining(" ", "{", "}"));
    }
  }

  record Field(String name, Object value) {
    @Override
    public String toString() {
      return name + ":" + value;
    }
  }

  /// How a field is encoded: `Z` is a zigzag varint, `P` a packed or single zigzag varint, `D` a
  /// double or packed doubles, `V` a varint, `S` a string; a longer name is a message.
  private record Kind(String name, String type) {}

  private static final Map<String, Map<Integer, Kind>> SCHEMA =
      Map.of(
          "MetricFamily",
          kinds("1 name S, 2 help S, 3 type V, 4 metric Metric, 5 unit S"),
          "Metric",
          kinds(
              "1 label LabelPair, 2 gauge Value, 3 counter Counter, 4 summary Summary,"
                  + " 5 untyped Value, 6 timestamp_ms V, 7 histogram Histogram"),
          "LabelPair",
          kinds("1 name S, 2 value S"),
          "Value",
          kinds("1 value D"),
          "Counter",
          kinds("1 value D, 2 exemplar Exemplar, 3 created_timestamp Timestamp"),
          "Summary",
          kinds(
              "1 sample_count V, 2 sample_sum D, 3 quantile Pair,"
                  + " 4 created_timestamp Timestamp"),
          "Pair",
          kinds("1 first V, 2 second D, 3 exemplar Exemplar, 4 cumulative_count_float D"),
          "Exemplar",
          kinds("1 label LabelPair, 2 value D, 3 timestamp Timestamp"),
          "Timestamp",
          kinds("1 seconds V, 2 nanos V"),
          "Histogram",
          kinds(
              "1 sample_count V, 2 sample_sum D, 3 bucket Pair, 4 sample_count_float D,"
                  + " 5 schema Z, 6 zero_threshold D, 7 zero_count V, 8 zero_count_float D,"
                  + " 9 negative_span Span, 10 negative_delta P, 11 negative_count D,"
                  + " 12 positive_span Span, 13 positive_delta P, 14 positive_count D,"
                  + " 15 created_timestamp Timestamp, 16 exemplars Exemplar"));

  private static final Map<Integer, Kind> SPAN = kinds("1 offset Z, 2 length V");

  private static final Pattern OWN = Pattern.compile("(go|process|pushgateway|jvm)_.*");
  private static final Pattern TIMES = Pattern.compile("push_(failure_)?time_seconds");

  /// Reads the whole stream.
  ///
  /// @throws RuntimeException if the stream is truncated or contains anything unknown
  static ProtoExposition parse(byte[] stream) {
    ByteBuffer in = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
    var families = new ArrayList<Message>();
    while (in.hasRemaining()) {
      families.add(message(slice(in), "MetricFamily"));
    }
    return new ProtoExposition(families);
  }

  /// These families without the gateway's own.
  ProtoExposition withoutOwn() {
    return new ProtoExposition(
        families.stream().filter(f -> !OWN.matcher(f.last("name", "")).matches()).toList());
  }

  /// Each family as text, with its metrics sorted and the times of pushes replaced.
  List<String> comparable() {
    return families.stream().map(ProtoExposition::comparable).toList();
  }

  private static String comparable(Message family) {
    String name = family.last("name", "");
    List<String> metrics =
        family.messages("metric").stream().map(Message::toString).sorted().toList();
    String shown = TIMES.matcher(name).matches() ? withoutTimes(metrics) : metrics.toString();
    return "%s %s %s".formatted(name, family.last("type", 0L), shown);
  }

  private static String withoutTimes(List<String> metrics) {
    return metrics.stream()
        .map(metric -> metric.replaceAll("value:[0-9.]+E9", "value:TIME"))
        .sorted()
        .toList()
        .toString();
  }

  private static Message message(ByteBuffer in, String type) {
    var fields = new ArrayList<Field>();
    while (in.hasRemaining()) {
      long tag = varint(in);
      Kind kind = kind(type, (int) (tag >>> 3));
      switch ((int) (tag & 7)) {
        case 0 -> fields.add(new Field(kind.name(), whole(varint(in), kind)));
        case 1 -> fields.add(new Field(kind.name(), in.getDouble()));
        case 2 -> fields.addAll(delimited(slice(in), kind));
        default -> throw new IllegalArgumentException("wire type: tag=" + tag);
      }
    }
    return new Message(fields);
  }

  private static Kind kind(String type, int field) {
    Map<Integer, Kind> kinds = type.equals("Span") ? SPAN : SCHEMA.getOrDefault(type, Map.of());
    Kind kind = kinds.get(field);
    if (kind == null) {
      throw new IllegalArgumentException("unknown field: type=%s field=%d".formatted(type, field));
    }
    return kind;
  }

  private static Long whole(long varint, Kind kind) {
    boolean zigzag = kind.type().equals("Z") || kind.type().equals("P");
    return zigzag ? varint >>> 1 ^ -(varint & 1) : varint;
  }

  private static List<Field> delimited(ByteBuffer in, Kind kind) {
    var fields = new ArrayList<Field>();
    switch (kind.type()) {
      case "S" -> {
        var bytes = new byte[in.remaining()];
        in.get(bytes);
        fields.add(new Field(kind.name(), new String(bytes, StandardCharsets.UTF_8)));
      }
      case "D" -> {
        while (in.hasRemaining()) {
          fields.add(new Field(kind.name(), in.getDouble()));
        }
      }
      case "P" -> {
        while (in.hasRemaining()) {
          fields.add(new Field(kind.name(), whole(varint(in), kind)));
        }
      }
      default -> fields.add(new Field(kind.name(), message(in, kind.type())));
    }
    return fields;
  }

  private static ByteBuffer slice(ByteBuffer in) {
    long length = varint(in);
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException(
          "cut off: length=%d remaining=%d".formatted(length, in.remaining()));
    }
    ByteBuffer slice = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + (int) length);
    return slice;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a varint does not end");
  }

  private static Map<Integer, Kind> kinds(String table) {
    return List.of(table.split(", ", -1)).stream()
        .map(row -> row.split(" ", -1))
        .collect(Collectors.toMap(r -> Integer.valueOf(r[0]), r -> new Kind(r[1], r[2])));
  }
}
