package io.sluice.exposition;

import io.sluice.format.EscapingScheme;
import io.sluice.format.openmetrics.OpenMetricsShape;
import io.sluice.format.openmetrics.OpenMetricsStyle;
import io.sluice.format.openmetrics.OpenMetricsWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.OpenMetricsRendering;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The exposition in OpenMetrics 1.0.
///
/// Families have other names in OpenMetrics than in the data model, and more kinds of samples. If
/// two families could have a sample with the same name, one of them is exposed as its single
/// samples, with type unknown.
final class OpenMetricsPassages {
  private static final String TOTAL = "_total";
  private static final String CREATED = "_created";
  private static final List<String> GAUGE_HISTOGRAM_SUFFIXES = List.of("_gcount", "_gsum");

  private static final List<OpenMetricsShape> HISTOGRAM_PARTS =
      List.of(OpenMetricsShape.BUCKETS, OpenMetricsShape.SUMS, OpenMetricsShape.COUNTS);

  private final EscapingScheme escaping;

  /// The names of all families in the text format.
  private final Set<String> names;

  /// The names of samples and families in OpenMetrics so far, without those of the counters that
  /// follow.
  private final Set<String> taken = new HashSet<>();

  private final List<Passage> passages = new ArrayList<>();

  private OpenMetricsPassages(List<ScrapedFamily> families, EscapingScheme escaping) {
    this.escaping = escaping;
    this.names = families.stream().map(ScrapedFamily::shownName).collect(Collectors.toSet());
  }

  /// One passage for each family, and one for the end.
  static List<Passage> of(List<ScrapedFamily> families, EscapingScheme escaping) {
    List<ScrapedFamily> shown = ScrapedFamilies.escaped(families, escaping);
    return new OpenMetricsPassages(shown, escaping).arrange(shown);
  }

  private List<Passage> arrange(List<ScrapedFamily> families) {
    for (ScrapedFamily family : families) {
      taken.add(family.shownName());
      suffixes(family).forEach(suffix -> taken.add(family.shownName() + suffix));
    }
    for (int from = 0; from < families.size(); ) {
      int to = endOfBlock(families, from);
      addBlock(families.subList(from, to));
      from = to;
    }
    var end = new OpenMetricsStyle("", OpenMetricsShape.UNKNOWN, false, escaping);
    passages.add(new Passage(OpenMetricsWriter::end, new OpenMetricsRendering(end), List.of()));
    return passages;
  }

  /// The suffixes of the samples of a family that keeps its name.
  private static Stream<String> suffixes(ScrapedFamily family) {
    return switch (family.type()) {
      case COUNTER, GAUGE, UNTYPED -> Stream.of();
      case SUMMARY -> Stream.of("_sum", "_count", CREATED);
      case HISTOGRAM -> Stream.of("_bucket", "_sum", "_count", CREATED);
      case GAUGE_HISTOGRAM -> Stream.of("_bucket", "_gsum", "_gcount");
    };
  }

  /// The end of the families with the same escaped name, which are adjacent; only the first has a
  /// header.
  private static int endOfBlock(List<ScrapedFamily> families, int from) {
    int to = from + 1;
    while (to < families.size() && !families.get(to).hasHeader()) {
      to++;
    }
    return to;
  }

  private void addBlock(List<ScrapedFamily> block) {
    String name = block.getFirst().shownName();
    switch (block.getFirst().type()) {
      case COUNTER -> addCounter(name, block);
      case GAUGE -> add(name, OpenMetricsShape.GAUGE, block);
      case UNTYPED -> add(name, OpenMetricsShape.UNKNOWN, block);
      case SUMMARY -> add(name, OpenMetricsShape.SUMMARY, block);
      case HISTOGRAM ->
          addHistogram(name, OpenMetricsShape.HISTOGRAM, haveWholeCounts(block), block);
      case GAUGE_HISTOGRAM -> {
        boolean isFree =
            GAUGE_HISTOGRAM_SUFFIXES.stream().noneMatch(suffix -> names.contains(name + suffix));
        addHistogram(
            name, OpenMetricsShape.GAUGE_HISTOGRAM, isFree && haveWholeCounts(block), block);
      }
    }
  }

  private void addCounter(String name, List<ScrapedFamily> block) {
    String base = name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : "";
    if (base.isEmpty() || taken.contains(base) || taken.contains(base + CREATED)) {
      add(name, OpenMetricsShape.UNKNOWN, block);
      return;
    }
    taken.add(base);
    taken.add(base + CREATED);
    add(base, OpenMetricsShape.COUNTER, block);
  }

  private void addHistogram(
      String name, OpenMetricsShape shape, boolean isWhole, List<ScrapedFamily> block) {
    if (isWhole) {
      add(name, shape, block);
      return;
    }
    for (OpenMetricsShape part : HISTOGRAM_PARTS) {
      add(name + part.suffix(), part, block);
    }
  }

  private static boolean haveWholeCounts(List<ScrapedFamily> block) {
    return block.stream()
        .allMatch(
            family ->
                OpenMetricsWriter.haveWholeCounts(family.ownMetrics())
                    && family.pages().stream().allMatch(FamilyPage::hasWholeCounts));
  }

  private void add(String name, OpenMetricsShape shape, List<ScrapedFamily> block) {
    var style = new OpenMetricsStyle(name, shape, !names.contains(name + CREATED), escaping);
    var rendering = new OpenMetricsRendering(style);
    for (int i = 0; i < block.size(); i++) {
      ScrapedFamily family = block.get(i);
      boolean isFirst = i == 0;
      passages.add(
          new Passage(out -> start(out, style, family, isFirst), rendering, family.pages()));
    }
  }

  private static void start(
      ByteArrayBuilder out, OpenMetricsStyle style, ScrapedFamily family, boolean isFirst) {
    if (isFirst) {
      MetricFamily head = family.head();
      OpenMetricsWriter.header(out, style, head.help(), head.unit());
    }
    for (Metric metric : family.ownMetrics()) {
      OpenMetricsWriter.samples(out, style, metric);
    }
  }
}
