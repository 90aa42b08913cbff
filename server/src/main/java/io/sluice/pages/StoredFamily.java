package io.sluice.pages;

import io.sluice.format.EscapingScheme;
import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.format.protobuf.ProtobufWriter;
import io.sluice.format.text.TextParser;
import io.sluice.format.text.TextWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A family of a group, as bytes. Immutable.
///
/// Metrics that the text format can represent are stored as sample lines, which can be copied to a
/// scrape; others (native histograms, exemplars, created times, units, missing fields, -0) as
/// protobuf messages. Objects are only created for requests that need them.
public final class StoredFamily {
  /// The format of the bytes.
  public enum Form {
    /// Sample lines with names in the scheme `allow-utf-8`.
    TEXT,
    /// Length-delimited `io.prometheus.client.Metric` messages.
    PROTOBUF
  }

  public static final Comparator<StoredFamily> BY_NAME =
      Comparator.comparing(StoredFamily::name, Utf8.BYTE_ORDER);

  private static final byte[] INSTANCE = "instance".getBytes(StandardCharsets.US_ASCII);

  private static final int USUAL_METRIC_BYTES = 96;

  private final FamilyHead head;
  private final byte[] bytes;
  private final int seriesCount;
  private final long receivedNanos;

  /// Recreates a stored family from the values of its accessors.
  ///
  /// @param bytes the metrics, in the form of the head; never modified
  /// @param receivedNanos when the push arrived, in nanoseconds since 1970
  public StoredFamily(FamilyHead head, byte[] bytes, int seriesCount, long receivedNanos) {
    this.head = head;
    this.bytes = bytes;
    this.seriesCount = seriesCount;
    this.receivedNanos = receivedNanos;
  }

  /// The same families with the time `nanos`.
  public static List<StoredFamily> at(List<StoredFamily> families, long nanos) {
    return families.stream()
        .map(family -> new StoredFamily(family.head, family.bytes, family.seriesCount, nanos))
        .toList();
  }

  /// The stored form of `family`, whose labels must be complete and valid.
  ///
  /// @param receivedNanos when the push arrived, in nanoseconds since 1970
  public static StoredFamily of(MetricFamily family, long receivedNanos) {
    return of(family, TextWriter.isLossless(family) ? Form.TEXT : Form.PROTOBUF, receivedNanos);
  }

  /// A stored form of `family` in which series with equal labels are separate.
  public static StoredFamily exact(MetricFamily family, long receivedNanos) {
    return of(family, Form.PROTOBUF, receivedNanos);
  }

  private static StoredFamily of(MetricFamily family, Form form, long receivedNanos) {
    return new StoredFamily(
        new FamilyHead(
            family.name(),
            family.help(),
            family.unit(),
            family.type(),
            form,
            hasLegacyNames(family)),
        form == Form.TEXT ? text(family) : ProtobufWriter.metrics(family.metrics(), family.type()),
        family.metrics().size(),
        receivedNanos);
  }

  /// This family with `known` as its head if the heads are equal.
  @SuppressWarnings("ReferenceEquality") // If it is already the same object, nothing is created.
  StoredFamily sharing(FamilyHead known) {
    return head == known || !head.equals(known)
        ? this
        : new StoredFamily(known, bytes, seriesCount, receivedNanos);
  }

  public FamilyHead head() {
    return head;
  }

  public String name() {
    return head.name();
  }

  public @Nullable String help() {
    return head.help();
  }

  public @Nullable String unit() {
    return head.unit();
  }

  public MetricType type() {
    return head.type();
  }

  /// The stored bytes. They must not be modified.
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

  /// The metrics, parsed from the bytes.
  public List<Metric> metrics() {
    return switch (head.form()) {
      case TEXT -> TextParser.parseSamples(head.name(), head.type(), bytes);
      case PROTOBUF -> ProtobufParser.metrics(bytes, head.type());
    };
  }

  /// The metrics, parsed a few at a time.
  public FamilySeries series() {
    return new FamilySeries(head, receivedNanos, bytes, 0, bytes.length);
  }

  public MetricFamily family() {
    return new MetricFamily(head.name(), head.help(), head.type(), head.unit(), metrics());
  }

  /// This family with other metrics.
  public StoredFamily with(List<Metric> metrics) {
    return of(
        new MetricFamily(head.name(), head.help(), head.type(), head.unit(), metrics),
        receivedNanos);
  }

  /// Whether a series may have a label with an empty value that is not `instance`.
  public boolean mayHaveEmptyLabels() {
    if (head.form() == Form.PROTOBUF) {
      return true;
    }
    for (int i = 0; i + 2 < bytes.length; i++) {
      // Quotes in a value are escaped, so this is always an empty value.
      if (bytes[i] == '=' && bytes[i + 1] == '"' && bytes[i + 2] == '"' && !isInstance(i)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the label name before `end` is `instance`.
  private boolean isInstance(int end) {
    int start = end - INSTANCE.length;
    return start > 0
        && (bytes[start - 1] == '{' || bytes[start - 1] == ',')
        && Arrays.equals(bytes, start, end, INSTANCE, 0, INSTANCE.length);
  }

  /// A label in the format of [#mayHold].
  public static byte[] label(String name, String value) {
    return TextWriter.label(name, value);
  }

  /// Whether a series may have a label, given as the result of [#label] or the start of it. A fast
  /// check before [#metrics], which only searches the bytes.
  public boolean mayHold(byte[] label) {
    return mayHold(head, bytes, 0, bytes.length, label);
  }

  static boolean mayHold(FamilyHead head, byte[] bytes, int from, int to, byte[] label) {
    if (head.form() == Form.PROTOBUF) {
      return true;
    }
    int last = to - label.length;
    for (int i = from; i <= last; i++) {
      if (bytes[i] == label[0]
          && Arrays.equals(bytes, i, i + label.length, label, 0, label.length)) {
        return true;
      }
    }
    return false;
  }

  /// Appends the sample lines to `out`.
  void writeText(ByteArrayBuilder out, TextRendering rendering) {
    if (head.isStoredAs(rendering.escaping())) {
      out.append(bytes, 0, bytes.length);
      return;
    }
    TextWriter.samples(out, rendering.shownName(), head.type(), metrics(), rendering.escaping());
  }

  private static byte[] text(MetricFamily family) {
    var out = new ByteArrayBuilder(USUAL_METRIC_BYTES * Math.max(1, family.metrics().size()));
    TextWriter.samples(
        out, family.name(), family.type(), family.metrics(), EscapingScheme.ALLOW_UTF8);
    return out.toByteArray();
  }

  private static boolean hasLegacyNames(MetricFamily family) {
    if (!Names.isLegacyMetricName(family.name())) {
      return false;
    }
    Labels previous = Labels.EMPTY;
    for (Metric metric : family.metrics()) {
      if (!metric.labels().sharesNames(previous) && !TextWriter.hasLegacyNames(metric.labels())) {
        return false;
      }
      previous = metric.labels();
    }
    return true;
  }
}
