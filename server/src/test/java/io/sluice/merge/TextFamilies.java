package io.sluice.merge;

import io.sluice.format.EscapingScheme;
import io.sluice.format.ParseException;
import io.sluice.format.text.TextParser;
import io.sluice.format.text.TextWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Families from text and back, for tests.
final class TextFamilies {
  private TextFamilies() {}

  static List<MetricFamily> parse(String text) {
    try {
      return TextParser.parse(text.getBytes(StandardCharsets.UTF_8), Names.UTF8).families();
    } catch (ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /// The only family of `text`.
  static MetricFamily family(String text) {
    List<MetricFamily> families = parse(text);
    if (families.size() != 1) {
      throw new IllegalArgumentException("not one family: " + text);
    }
    return families.getFirst();
  }

  static String text(MetricFamily family) {
    var out = new ByteArrayBuilder();
    TextWriter.header(out, family.name(), family.help(), family.type(), EscapingScheme.ALLOW_UTF8);
    return out + samples(family);
  }

  static String samples(MetricFamily family) {
    var out = new ByteArrayBuilder();
    for (Metric metric : family.metrics()) {
      TextWriter.samples(out, family.name(), family.type(), metric, EscapingScheme.ALLOW_UTF8);
    }
    return out.toString();
  }

  /// A group's family to which pushes are merged one after the other.
  static final class Group {
    private final MergeOptions options;
    private @Nullable MetricFamily stored;
    private byte[] state = {};

    Group(MergeOptions options) {
      this.options = options;
    }

    Group push(String text) throws MergeException {
      return push(TextFamilies.family(text), 0);
    }

    Group push(String text, long receivedNanos) throws MergeException {
      return push(TextFamilies.family(text), receivedNanos);
    }

    Group push(MetricFamily pushed, long receivedNanos) throws MergeException {
      FamilyMerge.Merged merged = FamilyMerge.merge(stored, state, pushed, options, receivedNanos);
      stored = merged.family();
      state = merged.state();
      return this;
    }

    void expire(long seenBeforeNanos) {
      expire(Long.MIN_VALUE, seenBeforeNanos);
    }

    void expire(long seenFromNanos, long seenBeforeNanos) {
      FamilyMerge.Merged merged =
          FamilyMerge.expire(family(), state, seenFromNanos, seenBeforeNanos);
      stored = merged == null ? null : merged.family();
      state = merged == null ? new byte[0] : merged.state();
    }

    boolean isEmpty() {
      return stored == null;
    }

    MetricFamily family() {
      if (stored == null) {
        throw new IllegalStateException("nothing stored");
      }
      return stored;
    }

    byte[] state() {
      return state;
    }

    String samples() {
      return TextFamilies.samples(family());
    }
  }
}
