package io.sluice.store;

import io.sluice.format.ByteArrayBuilder;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.Negotiated;
import io.sluice.format.ProtobufWriter;
import io.sluice.format.TextWriter;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A scrape: what a view holds and the gateway's own metrics, as bytes, made piece by piece.
///
/// Families are sorted by name. Within one the gateway's own series come first, then those of the
/// groups in the order of their slots; the series of a group stay together, in the order in which
/// they were pushed.
public final class Exposition {
  private static final int CHUNK_BYTES = 64 * 1024;

  /// One family to show.
  private record Section(
      String name, @Nullable MetricFamily own, StoreView.@Nullable Family pushed) {

    MetricType type() {
      return own != null ? own.type() : pushedFirst().type();
    }

    @Nullable String help() {
      return own != null ? own.help() : pushedFirst().help();
    }

    @Nullable String unit() {
      return own != null ? own.unit() : pushedFirst().unit();
    }

    List<Page<StoredFamily>> pages() {
      return pushed == null ? List.of() : pushed.pages().pages();
    }

    private StoredFamily pushedFirst() {
      if (pushed == null) {
        throw new IllegalStateException("a family of nobody: name=" + name);
      }
      return pushed.pages().first();
    }
  }

  private final Negotiated negotiated;
  private final Iterator<Section> sections;
  private final ByteArrayBuilder out = new ByteArrayBuilder();

  /// Escaping can make two families' names one. Only the first of them has a header then: parsers
  /// refuse a second one.
  private final Set<String> shownNames = new HashSet<>();

  private Iterator<Page<StoredFamily>> pages = List.<Page<StoredFamily>>of().iterator();

  /// A scrape of `view`.
  ///
  /// @param own the gateway's own families
  public Exposition(StoreView view, List<MetricFamily> own, Negotiated negotiated) {
    this.negotiated = negotiated;
    this.sections = sections(view, own).iterator();
  }

  /// The next bytes, or null at the end.
  public byte @Nullable [] next() {
    out.clear();
    while (out.length() < CHUNK_BYTES && writeMore()) {}
    return out.length() == 0 ? null : out.toByteArray();
  }

  private boolean writeMore() {
    if (pages.hasNext()) {
      writePage(pages.next());
      return true;
    }
    if (!sections.hasNext()) {
      return false;
    }
    Section section = sections.next();
    if (negotiated.format() == ExpositionFormat.TEXT) {
      startText(section);
    } else {
      writeProtobuf(section);
    }
    return true;
  }

  private void startText(Section section) {
    if (shownNames.add(negotiated.escaping().escapeMetricName(section.name()))) {
      TextWriter.header(out, section.name(), section.help(), section.type(), negotiated.escaping());
    }
    if (section.own() != null) {
      for (Metric metric : section.own().metrics()) {
        TextWriter.samples(out, section.name(), section.type(), metric, negotiated.escaping());
      }
    }
    pages = section.pages().iterator();
  }

  private void writePage(Page<StoredFamily> page) {
    EscapingScheme escaping = negotiated.escaping();
    for (int i = 0; i < page.size(); i++) {
      page.entry(i).writeText(out, escaping);
    }
  }

  /// One message holds a whole family, so that is what is in memory at a time.
  private void writeProtobuf(Section section) {
    var metrics = new ArrayList<Metric>();
    if (section.own() != null) {
      metrics.addAll(section.own().metrics());
    }
    for (Page<StoredFamily> page : section.pages()) {
      for (int i = 0; i < page.size(); i++) {
        metrics.addAll(page.entry(i).metrics());
      }
    }
    var family =
        new MetricFamily(section.name(), section.help(), section.type(), section.unit(), metrics);
    switch (negotiated.format()) {
      case PROTOBUF_DELIMITED -> ProtobufWriter.delimited(out, family, negotiated.escaping());
      case PROTOBUF_TEXT -> ProtobufWriter.text(out, family, negotiated.escaping());
      case PROTOBUF_COMPACT_TEXT -> ProtobufWriter.compactText(out, family, negotiated.escaping());
      case TEXT -> throw new IllegalStateException("text is not written as protobuf");
    }
  }

  private static List<Section> sections(StoreView view, List<MetricFamily> own) {
    var sections = new ArrayList<Section>(view.families().size() + own.size());
    var merged = new HashSet<String>();
    for (MetricFamily family : own) {
      if (!stepsOut(view, family)) {
        sections.add(new Section(family.name(), family, view.family(family.name())));
        merged.add(family.name());
      }
    }
    for (StoreView.Family family : view.families()) {
      if (!merged.contains(family.name())) {
        sections.add(new Section(family.name(), null, family));
      }
    }
    sections.sort(Comparator.comparing(Section::name, Utf8.BYTE_ORDER));
    return sections;
  }

  /// Whether an own family makes room for what was pushed under its name with another type, or
  /// under a name that its own samples take up.
  private static boolean stepsOut(StoreView view, MetricFamily own) {
    StoreView.Family pushed = view.family(own.name());
    if (pushed != null && pushed.type() != own.type()) {
      return true;
    }
    List<String> taken =
        switch (own.type()) {
          case SUMMARY -> List.of("_count", "_sum");
          case HISTOGRAM, GAUGE_HISTOGRAM -> List.of("_count", "_sum", "_bucket");
          case COUNTER, GAUGE, UNTYPED -> List.of();
        };
    return taken.stream().anyMatch(suffix -> view.family(own.name() + suffix) != null)
        || isSampleOfPushed(view, own.name());
  }

  private static boolean isSampleOfPushed(StoreView view, String name) {
    for (String suffix : List.of("_count", "_sum", "_bucket")) {
      if (name.endsWith(suffix)) {
        StoreView.Family base = view.family(name.substring(0, name.length() - suffix.length()));
        if (base != null && takes(base.type(), suffix)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean takes(MetricType type, String suffix) {
    return switch (type) {
      case SUMMARY -> !suffix.equals("_bucket");
      case HISTOGRAM, GAUGE_HISTOGRAM -> true;
      case COUNTER, GAUGE, UNTYPED -> false;
    };
  }
}
