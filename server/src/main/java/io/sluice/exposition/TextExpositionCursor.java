package io.sluice.exposition;

import io.sluice.format.EscapingScheme;
import io.sluice.format.text.TextWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.TextRendering;
import java.util.Iterator;
import java.util.List;

/// Goes through the exposition in the text format: for each family its beginning, then its pages.
final class TextExpositionCursor {
  private final Iterator<ScrapedFamily> sections;
  private final EscapingScheme escaping;

  /// How the family of `pages` is shown.
  private TextRendering look;

  private Iterator<FamilyPage> pages = List.<FamilyPage>of().iterator();

  /// @param sections with names escaped
  TextExpositionCursor(List<ScrapedFamily> sections, EscapingScheme escaping) {
    this.sections = sections.iterator();
    this.escaping = escaping;
    this.look = new TextRendering("", escaping);
  }

  /// How the pages that follow are shown.
  TextRendering look() {
    return look;
  }

  boolean hasPage() {
    return pages.hasNext();
  }

  FamilyPage nextPage() {
    return pages.next();
  }

  boolean hasFamily() {
    return sections.hasNext();
  }

  /// Goes on to the next family, the pages of which follow, and appends its header and the
  /// gateway's own series.
  void nextFamily(ByteArrayBuilder out) {
    ScrapedFamily section = sections.next();
    MetricFamily head = section.head();
    if (section.hasHeader()) {
      TextWriter.header(out, section.shownName(), head.help(), head.type(), escaping);
    }
    for (Metric metric : section.ownMetrics()) {
      TextWriter.samples(out, section.shownName(), head.type(), metric, escaping);
    }
    look = section.look(escaping);
    pages = section.pages().iterator();
  }
}
