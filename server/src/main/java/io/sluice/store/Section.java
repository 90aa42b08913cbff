package io.sluice.store;

import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One family of a scrape: the gateway's own, or pushed, or both.
///
/// @param shownName the name that the text format shows
/// @param hasHeader whether the text format shows its HELP and TYPE lines
record Section(
    String name,
    String shownName,
    boolean hasHeader,
    @Nullable MetricFamily own,
    StoreView.@Nullable Family pushed) {

  static Section own(MetricFamily own, StoreView.@Nullable Family pushed) {
    return new Section(own.name(), own.name(), true, own, pushed);
  }

  static Section pushed(StoreView.Family pushed) {
    return new Section(pushed.name(), pushed.name(), true, null, pushed);
  }

  Section shownAs(String otherName) {
    return new Section(name, otherName, hasHeader, own, pushed);
  }

  Section withoutHeader() {
    return new Section(name, shownName, false, own, pushed);
  }

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
