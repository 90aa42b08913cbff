package io.sluice.gateway.codec;

import io.sluice.merge.BucketMode;
import io.sluice.merge.GaugeMode;
import io.sluice.merge.MergeOptions;
import java.io.IOException;

/// Encodes merge options. The numbers are defined by this format and not by the order of the enums.
final class MergeOptionsCodec {
  private MergeOptionsCodec() {}

  static void encode(RecordWriter out, MergeOptions options) {
    out.octet(number(options.gauges())).octet(number(options.buckets()));
    out.optionalText(options.modeLabel()).octet(options.tracksSeries() ? 1 : 0);
  }

  static MergeOptions decode(RecordReader in) throws IOException {
    return new MergeOptions(
        gauges(in.octet()), buckets(in.octet()), in.optionalText(), in.octet() == 1);
  }

  private static int number(GaugeMode mode) {
    return switch (mode) {
      case LAST -> 0;
      case SUM -> 1;
      case MIN -> 2;
      case MAX -> 3;
      case AVG -> 4;
    };
  }

  private static GaugeMode gauges(int number) throws IOException {
    return switch (number) {
      case 0 -> GaugeMode.LAST;
      case 1 -> GaugeMode.SUM;
      case 2 -> GaugeMode.MIN;
      case 3 -> GaugeMode.MAX;
      case 4 -> GaugeMode.AVG;
      default -> throw new IOException("unknown gauge mode: number=" + number);
    };
  }

  private static int number(BucketMode mode) {
    return switch (mode) {
      case COMMON -> 0;
      case UNION -> 1;
    };
  }

  private static BucketMode buckets(int number) throws IOException {
    return switch (number) {
      case 0 -> BucketMode.COMMON;
      case 1 -> BucketMode.UNION;
      default -> throw new IOException("unknown bucket mode: number=" + number);
    };
  }
}
