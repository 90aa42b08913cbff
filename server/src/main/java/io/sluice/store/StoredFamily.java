package io.sluice.store;

import io.sluice.format.ByteArrayBuilder;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ProtobufParser;
import io.sluice.format.ProtobufWriter;
import io.sluice.format.TextParser;
import io.sluice.format.TextWriter;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One family of one group, as bytes. Immutable.
///
/// Whatever the text format can hold is kept as its sample lines, ready to be copied into a scrape;
/// the rest (native histograms, exemplars, created times, units, missing fields, -0) as protobuf
/// messages. Objects are built only for the request that needs them.
public final class StoredFamily implements Weighted {
  /// What the bytes are.
  public enum Form {
    /// Sample lines with names written as `allow-utf-8` has them.
    TEXT,
    /// Length-delimited `io.prometheus.client.Metric` messages.
    PROTOBUF
  }

  private final String name;
  private final @Nullable String help;
  private final @Nullable String unit;
  private final MetricType type;
  private final Form form;
  private final boolean legacyNames;
  private final byte[] bytes;
  private final int seriesCount;
  private final long receivedNanos;

  StoredFamily(
      String name,
      @Nullable String help,
      @Nullable String unit,
      MetricType type,
      Form form,
      boolean legacyNames,
      byte[] bytes,
      int seriesCount,
      long receivedNanos) {
    this.name = name;
    this.help = help;
    this.unit = unit;
    this.type = type;
    this.form = form;
    this.legacyNames = legacyNames;
    this.bytes = bytes;
    this.seriesCount = seriesCount;
    this.receivedNanos = receivedNanos;
  }

  /// The stored form of `family`, whose labels are complete and checked.
  ///
  /// @param receivedNanos when the push arrived, in nanoseconds since 1970
  static StoredFamily of(MetricFamily family, long receivedNanos) {
    Form form = TextWriter.isLossless(family) ? Form.TEXT : Form.PROTOBUF;
    return new StoredFamily(
        family.name(),
        family.help(),
        family.unit(),
        family.type(),
        form,
        hasLegacyNames(family),
        form == Form.TEXT ? text(family) : ProtobufWriter.metrics(family.metrics(), family.type()),
        family.metrics().size(),
        receivedNanos);
  }

  /// A family as it was stored before, from what its accessors gave then.
  public static StoredFamily restored(
      String name,
      @Nullable String help,
      @Nullable String unit,
      MetricType type,
      Form form,
      boolean legacyNames,
      byte[] bytes,
      int seriesCount,
      long receivedNanos) {
    return new StoredFamily(
        name, help, unit, type, form, legacyNames, bytes, seriesCount, receivedNanos);
  }

  /// This family with the strings that it has in common with `other`, of the same name, shared.
  @SuppressWarnings(
      "ReferenceEquality") // Identity is the point: nothing to share, nothing to make.
  StoredFamily sharing(StoredFamily other) {
    String sharedHelp = Objects.equals(help, other.help) ? other.help : help;
    return name == other.name && help == sharedHelp
        ? this
        : new StoredFamily(
            other.name,
            sharedHelp,
            unit,
            type,
            form,
            legacyNames,
            bytes,
            seriesCount,
            receivedNanos);
  }

  public String name() {
    return name;
  }

  public @Nullable String help() {
    return help;
  }

  public @Nullable String unit() {
    return unit;
  }

  public MetricType type() {
    return type;
  }

  public Form form() {
    return form;
  }

  /// Whether no escaping scheme changes a name.
  public boolean legacyNames() {
    return legacyNames;
  }

  /// The metrics, as [#form] says. Nobody may change them.
  public byte[] bytes() {
    return bytes;
  }

  public int seriesCount() {
    return seriesCount;
  }

  /// When it was pushed, in nanoseconds since 1970.
  public long receivedNanos() {
    return receivedNanos;
  }

  /// The metrics, read back from the bytes.
  public List<Metric> metrics() {
    return switch (form) {
      case TEXT -> TextParser.parseSamples(name, type, bytes);
      case PROTOBUF -> ProtobufParser.metrics(bytes, type);
    };
  }

  public MetricFamily family() {
    return new MetricFamily(name, help, type, unit, metrics());
  }

  /// Appends the sample lines to `out`.
  ///
  /// @param shownName the family's name as this scrape has it; its own, unless that is escaped
  void writeText(ByteArrayBuilder out, String shownName, EscapingScheme escaping) {
    boolean asStored = form == Form.TEXT && (legacyNames || escaping == EscapingScheme.ALLOW_UTF8);
    if (asStored) {
      out.append(bytes, 0, bytes.length);
      return;
    }
    for (Metric metric : metrics()) {
      TextWriter.samples(out, shownName, type, metric, escaping);
    }
  }

  @Override
  public int weightBytes() {
    return bytes.length;
  }

  private static byte[] text(MetricFamily family) {
    var out = new ByteArrayBuilder();
    for (Metric metric : family.metrics()) {
      TextWriter.samples(out, family.name(), family.type(), metric, EscapingScheme.ALLOW_UTF8);
    }
    return out.toByteArray();
  }

  private static boolean hasLegacyNames(MetricFamily family) {
    if (!Names.isLegacyMetricName(family.name())) {
      return false;
    }
    for (Metric metric : family.metrics()) {
      for (int i = 0; i < metric.labels().size(); i++) {
        if (!Names.isLegacyLabelName(metric.labels().name(i))) {
          return false;
        }
      }
    }
    return true;
  }
}
