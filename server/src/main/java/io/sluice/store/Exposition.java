package io.sluice.store;

import io.sluice.format.ByteArrayBuilder;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.Negotiated;
import io.sluice.format.ProtobufWriter;
import io.sluice.format.TextWriter;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A scrape: what a view holds and the gateway's own metrics, as bytes, made piece by piece.
///
/// Families are sorted by name. Within one the gateway's own series come first, then those of the
/// groups in the order of their slots; the series of a group stay together, in the order in which
/// they were pushed.
public final class Exposition {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Negotiated negotiated;
  private final Iterator<Section> sections;
  private final ByteArrayBuilder out = new ByteArrayBuilder();

  /// The name that the family of `pages` is shown under.
  private String shownName = "";

  private Iterator<Page<StoredFamily>> pages = List.<Page<StoredFamily>>of().iterator();

  /// A scrape of `view`.
  ///
  /// @param own the gateway's own families
  public Exposition(StoreView view, List<MetricFamily> own, Negotiated negotiated) {
    this.negotiated = negotiated;
    List<Section> families = Sections.of(view, own);
    this.sections =
        (isText() ? Sections.escaped(families, negotiated.escaping()) : families).iterator();
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
    if (isText()) {
      startText(section);
    } else {
      writeProtobuf(section);
    }
    return true;
  }

  private boolean isText() {
    return negotiated.format() == ExpositionFormat.TEXT;
  }

  private void startText(Section section) {
    if (section.hasHeader()) {
      TextWriter.header(
          out, section.shownName(), section.help(), section.type(), negotiated.escaping());
    }
    if (section.own() != null) {
      for (Metric metric : section.own().metrics()) {
        TextWriter.samples(out, section.shownName(), section.type(), metric, negotiated.escaping());
      }
    }
    shownName = section.shownName();
    pages = section.pages().iterator();
  }

  private void writePage(Page<StoredFamily> page) {
    EscapingScheme escaping = negotiated.escaping();
    for (int i = 0; i < page.size(); i++) {
      page.entry(i).writeText(out, shownName, escaping);
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
}
