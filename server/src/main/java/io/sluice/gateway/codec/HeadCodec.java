package io.sluice.gateway.codec;

import io.sluice.model.MetricType;
import io.sluice.pages.FamilyHead;
import io.sluice.pages.StoredFamily;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Encodes heads of families: name, help, unit, type, flags.
///
/// The numbers of types and flags are defined by this format and not by the order of the enums,
/// which may change.
final class HeadCodec {
  private static final int IS_PROTOBUF = 1;
  private static final int HAS_LEGACY_NAMES = 2;

  private static final Map<Integer, MetricType> NUMBER_TO_TYPE =
      Arrays.stream(MetricType.values())
          .collect(Collectors.toUnmodifiableMap(HeadCodec::number, Function.identity()));

  private HeadCodec() {}

  static void encode(RecordWriter out, FamilyHead head) {
    int flags =
        (head.form() == StoredFamily.Form.PROTOBUF ? IS_PROTOBUF : 0)
            | (head.legacyNames() ? HAS_LEGACY_NAMES : 0);
    out.text(head.name()).optionalText(head.help()).optionalText(head.unit());
    out.octet(number(head.type())).octet(flags);
  }

  static FamilyHead decode(RecordReader in) throws IOException {
    String name = in.text();
    String help = in.optionalText();
    String unit = in.optionalText();
    MetricType type = type(in.octet());
    int flags = in.octet();
    return new FamilyHead(
        name,
        help,
        unit,
        type,
        (flags & IS_PROTOBUF) != 0 ? StoredFamily.Form.PROTOBUF : StoredFamily.Form.TEXT,
        (flags & HAS_LEGACY_NAMES) != 0);
  }

  /// The table for both directions. Numbers never change, and those of removed types stay unused.
  private static int number(MetricType type) {
    return switch (type) {
      case COUNTER -> 0;
      case GAUGE -> 1;
      case SUMMARY -> 2;
      case UNTYPED -> 3;
      case HISTOGRAM -> 4;
      case GAUGE_HISTOGRAM -> 5;
    };
  }

  private static MetricType type(int number) throws IOException {
    MetricType type = NUMBER_TO_TYPE.get(number);
    if (type == null) {
      throw new IOException("unknown type: number=" + number);
    }
    return type;
  }
}
