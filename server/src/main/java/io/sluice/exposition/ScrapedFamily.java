package io.sluice.exposition;

import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.pages.FamilyHead;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.FamilyView;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A family of a scrape: one of the gateway's own, a pushed one, or both.
///
/// @param shownName the name in the text format
/// @param hasHeader whether its HELP and TYPE lines are written in the text format
record ScrapedFamily(
    String name,
    String shownName,
    boolean hasHeader,
    @Nullable MetricFamily own,
    @Nullable FamilyView pushed) {

  static ScrapedFamily own(MetricFamily own, @Nullable FamilyView pushed) {
    return new ScrapedFamily(own.name(), own.name(), true, own, pushed);
  }

  static ScrapedFamily pushed(FamilyView pushed) {
    return new ScrapedFamily(pushed.name(), pushed.name(), true, null, pushed);
  }

  ScrapedFamily shownAs(String otherName) {
    return new ScrapedFamily(name, otherName, hasHeader, own, pushed);
  }

  ScrapedFamily withoutHeader() {
    return new ScrapedFamily(name, shownName, false, own, pushed);
  }

  MetricType type() {
    return own != null ? own.type() : pushedHead().type();
  }

  /// The header of the family: the family without its metrics.
  MetricFamily head() {
    if (own != null) {
      return new MetricFamily(name, own.help(), own.type(), own.unit(), List.of());
    }
    FamilyHead first = pushedHead();
    return new MetricFamily(name, first.help(), first.type(), first.unit(), List.of());
  }

  List<Metric> ownMetrics() {
    return own == null ? List.of() : own.metrics();
  }

  List<FamilyPage> pages() {
    return pushed == null ? List.of() : pushed.pages().pages();
  }

  /// All metrics in batches: first the own ones, then those of each group.
  Iterator<List<Metric>> metrics() {
    return new ScrapedMetrics(ownMetrics(), pages().iterator());
  }

  private FamilyHead pushedHead() {
    if (pushed == null) {
      throw new IllegalStateException("no group holds this family: name=" + name);
    }
    return pushed.head();
  }
}
