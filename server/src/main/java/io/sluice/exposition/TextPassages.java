package io.sluice.exposition;

import io.sluice.format.EscapingScheme;
import io.sluice.format.text.TextWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.MetricFamily;
import io.sluice.pages.TextRendering;
import java.util.List;

/// The exposition in the text format.
final class TextPassages {
  private TextPassages() {}

  /// One passage for each family.
  static List<Passage> of(List<ScrapedFamily> families, EscapingScheme escaping) {
    return ScrapedFamilies.escaped(families, escaping).stream()
        .map(family -> passage(family, escaping))
        .toList();
  }

  private static Passage passage(ScrapedFamily family, EscapingScheme escaping) {
    return new Passage(
        out -> start(out, family, escaping),
        new TextRendering(family.shownName(), escaping),
        family.pages());
  }

  private static void start(ByteArrayBuilder out, ScrapedFamily family, EscapingScheme escaping) {
    MetricFamily head = family.head();
    if (family.hasHeader()) {
      TextWriter.header(out, family.shownName(), head.help(), head.type(), escaping);
    }
    TextWriter.samples(out, family.shownName(), head.type(), family.ownMetrics(), escaping);
  }
}
