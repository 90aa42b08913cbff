package io.sluice.merge;

import io.sluice.go.ByteArrayBuilder;
import io.sluice.merge.AggregationState.Average;
import io.sluice.merge.AggregationState.Nothing;
import io.sluice.merge.AggregationState.Rest;
import io.sluice.merge.AggregationState.Slot;
import io.sluice.merge.AggregationState.Window;
import io.sluice.model.Metric;
import java.util.ArrayList;
import java.util.List;

/// Encodes the aggregation states of a family's series.
// states  = empty, if there is no state; else
//           version:1  tracked:1  seriesCount  series*         in the order of the family's metrics
// series  = [ seen ]  kind:1  content                          seen only if tracked is 1
// seen    = nanoseconds since 1970, minus those of the previous series
// content = kind 0 nothing
//           kind 1 rest      rest:8
//           kind 2 average   count  sum:8
//           kind 3 window    nanos  slotCount  slot*
// slot    = number, minus that of the previous slot   count  sum:8
//
// Fields of n bytes are marked with `:n`; the others are varints (zigzag if they can be negative:
// seen, number). Most series of a family are pushed together, so most times take one byte.
final class AggregationStateCodec {
  private static final byte VERSION = 1;

  private static final byte NOTHING = 0;
  private static final byte REST = 1;
  private static final byte AVERAGE = 2;
  private static final byte WINDOW = 3;

  private static final int MIN_SERIES_BYTES = 1;

  private AggregationStateCodec() {}

  static boolean isEmpty(List<Series> series) {
    return series.stream()
        .allMatch(each -> each.state() == Nothing.NOTHING && each.seenNanos() == Series.NEVER_SEEN);
  }

  static byte[] write(List<Series> series) {
    boolean tracked = series.stream().anyMatch(each -> each.seenNanos() != Series.NEVER_SEEN);
    var out = new ByteArrayBuilder();
    out.append(VERSION).append((byte) (tracked ? 1 : 0));
    writeVarint(out, series.size());
    long seenBefore = 0;
    for (Series each : series) {
      if (tracked) {
        writeZigzag(out, each.seenNanos() - seenBefore);
        seenBefore = each.seenNanos();
      }
      write(out, each.state());
    }
    return out.toByteArray();
  }

  /// Decodes the series of these metrics.
  ///
  /// @throws IllegalArgumentException if `state` is invalid or was written for another number of
  ///   metrics
  static List<Series> read(List<Metric> metrics, byte[] state) {
    if (state.length == 0) {
      return metrics.stream().map(Series::new).toList();
    }
    var in = new AggregationStateReader(state);
    boolean tracked = readHead(in);
    if (in.varint() != metrics.size()) {
      throw in.corrupt("it is for another number of series");
    }
    var series = new ArrayList<Series>(metrics.size());
    long seen = 0;
    for (Metric metric : metrics) {
      seen = tracked ? seen + in.zigzag() : Series.NEVER_SEEN;
      series.add(new Series(metric, readState(in), seen));
    }
    in.requireEnd();
    return series;
  }

  /// See [FamilyMerge#oldestSeenNanos].
  static long oldestSeenNanos(byte[] state, long fromNanos) {
    if (state.length == 0) {
      return Long.MAX_VALUE;
    }
    var in = new AggregationStateReader(state);
    if (!readHead(in)) {
      return Long.MAX_VALUE;
    }
    int count = in.count(MIN_SERIES_BYTES);
    long oldest = Long.MAX_VALUE;
    long seen = 0;
    for (int i = 0; i < count; i++) {
      seen += in.zigzag();
      readState(in);
      boolean counts = seen != Series.NEVER_SEEN && seen >= fromNanos;
      oldest = counts ? Math.min(oldest, seen) : oldest;
    }
    in.requireEnd();
    return oldest;
  }

  private static boolean readHead(AggregationStateReader in) {
    byte version = in.oneByte();
    if (version != VERSION) {
      throw in.corrupt("unknown version: version=" + version);
    }
    byte tracked = in.oneByte();
    if (tracked != 0 && tracked != 1) {
      throw in.corrupt("invalid flag: tracked=" + tracked);
    }
    return tracked == 1;
  }

  private static void write(ByteArrayBuilder out, AggregationState state) {
    switch (state) {
      case Nothing _ -> out.append(NOTHING);
      case Rest rest -> {
        out.append(REST);
        writeDouble(out, rest.rest());
      }
      case Average average -> {
        out.append(AVERAGE);
        writeVarint(out, average.count());
        writeDouble(out, average.sum());
      }
      case Window window -> write(out, window);
    }
  }

  private static void write(ByteArrayBuilder out, Window window) {
    out.append(WINDOW);
    writeVarint(out, window.nanos());
    writeVarint(out, window.slots().size());
    long before = 0;
    for (Slot slot : window.slots()) {
      writeZigzag(out, slot.number() - before);
      writeVarint(out, slot.count());
      writeDouble(out, slot.sum());
      before = slot.number();
    }
  }

  private static AggregationState readState(AggregationStateReader in) {
    byte kind = in.oneByte();
    return switch (kind) {
      case NOTHING -> Nothing.NOTHING;
      case REST -> new Rest(in.finite());
      case AVERAGE -> new Average(in.positive(), in.finite());
      case WINDOW -> readWindow(in);
      default -> throw in.corrupt("unknown kind: kind=" + kind);
    };
  }

  private static Window readWindow(AggregationStateReader in) {
    long nanos = in.positive();
    long count = in.varint();
    if (nanos > WindowLength.MAX_NANOS || count < 0 || count > Window.SLOTS) {
      throw in.corrupt("invalid window: nanos=%d slots=%d".formatted(nanos, count));
    }
    var slots = new ArrayList<Slot>();
    long number = 0;
    for (int i = 0; i < count; i++) {
      long distance = in.zigzag();
      if (i > 0 && (distance <= 0 || distance >= Window.SLOTS)) {
        throw in.corrupt("slots out of order: distance=" + distance);
      }
      number += distance;
      slots.add(new Slot(number, in.positive(), in.finite()));
    }
    return new Window(nanos, slots);
  }

  private static void writeZigzag(ByteArrayBuilder out, long value) {
    writeVarint(out, (value << 1) ^ (value >> (Long.SIZE - 1)));
  }

  private static void writeVarint(ByteArrayBuilder out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.append((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.append((byte) rest);
  }

  private static void writeDouble(ByteArrayBuilder out, double value) {
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      out.append((byte) (bits >>> shift));
    }
  }
}
