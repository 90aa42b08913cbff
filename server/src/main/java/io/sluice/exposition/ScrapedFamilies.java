package io.sluice.exposition;

import io.sluice.format.EscapingScheme;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import io.sluice.pages.FamilyView;
import io.sluice.store.StoreView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The families of a scrape, in order.
final class ScrapedFamilies {
  private ScrapedFamilies() {}

  /// The families of `view` and the gateway's `own` ones, sorted by name.
  static List<ScrapedFamily> of(StoreView view, List<MetricFamily> own) {
    var sections = new ArrayList<ScrapedFamily>(view.families().size() + own.size());
    var merged = new HashSet<String>();
    for (MetricFamily family : own) {
      if (!stepsOut(view, family)) {
        sections.add(ScrapedFamily.own(family, view.family(family.name())));
        merged.add(family.name());
      }
    }
    for (FamilyView family : view.families()) {
      if (!merged.contains(family.name())) {
        sections.add(ScrapedFamily.pushed(family));
      }
    }
    sections.sort(Comparator.comparing(ScrapedFamily::name, Utf8.BYTE_ORDER));
    return sections;
  }

  /// The families with escaped names, such that every parser of the text format accepts the result.
  ///
  /// Two families can have the same escaped name, and parsers reject a second TYPE line for a name,
  /// or samples that do not match its type. So families with the same name and type become one
  /// block under the header of the first. A family whose samples would conflict with those of
  /// another type is exposed under its name in the scheme `values`. Families whose names need no
  /// escaping always keep their names.
  static List<ScrapedFamily> escaped(List<ScrapedFamily> sections, EscapingScheme escaping) {
    if (escaping == EscapingScheme.ALLOW_UTF8
        || sections.stream().allMatch(section -> Names.isLegacyMetricName(section.name()))) {
      return sections;
    }
    return new EscapedNames(sections, escaping).run();
  }

  private static final class EscapedNames {
    private final List<ScrapedFamily> sections;
    private final EscapingScheme escaping;

    /// Sections by their exposed name, in the order of the first section of each name.
    private final Map<String, List<ScrapedFamily>> blocks = new LinkedHashMap<>();

    /// The type in the header of an exposed name.
    private final Map<String, MetricType> nameToType = new HashMap<>();

    /// The names of all samples of blocks.
    private final Set<String> taken = new HashSet<>();

    EscapedNames(List<ScrapedFamily> sections, EscapingScheme escaping) {
      this.sections = sections;
      this.escaping = escaping;
    }

    List<ScrapedFamily> run() {
      for (ScrapedFamily section : sections) {
        if (Names.isLegacyMetricName(section.name())) {
          take(section.name(), section.type());
        }
      }
      sections.forEach(this::place);
      var arranged = new ArrayList<ScrapedFamily>(sections.size());
      for (List<ScrapedFamily> block : blocks.values()) {
        arranged.add(block.getFirst());
        block.stream().skip(1).map(ScrapedFamily::withoutHeader).forEach(arranged::add);
      }
      return arranged;
    }

    private void place(ScrapedFamily section) {
      boolean keepsName = Names.isLegacyMetricName(section.name());
      String shown = keepsName ? section.name() : nameFor(section);
      List<ScrapedFamily> block = blocks.computeIfAbsent(shown, _ -> new ArrayList<>(1));
      if (keepsName) {
        block.addFirst(section);
      } else {
        take(shown, section.type());
        block.add(section.shownAs(shown));
      }
    }

    private String nameFor(ScrapedFamily section) {
      String name = escaping.escapeMetricName(section.name());
      if (fits(name, section.type())) {
        return name;
      }
      name = EscapingScheme.VALUES.escapeMetricName(section.name());
      while (!fits(name, section.type())) {
        // A pushed family already has this name, which looks escaped.
        name += "_";
      }
      return name;
    }

    private boolean fits(String name, MetricType type) {
      return nameToType.get(name) == type || sampleNames(name, type).noneMatch(taken::contains);
    }

    private void take(String name, MetricType type) {
      nameToType.put(name, type);
      sampleNames(name, type).forEach(taken::add);
    }

    private static Stream<String> sampleNames(String name, MetricType type) {
      return Stream.concat(Stream.of(name), type.suffixes().stream().map(suffix -> name + suffix));
    }
  }

  /// Whether an own family is hidden because a pushed family has the same name and another type, or
  /// a name of one of its samples.
  private static boolean stepsOut(StoreView view, MetricFamily own) {
    FamilyView pushed = view.family(own.name());
    if (pushed != null && pushed.type() != own.type()) {
      return true;
    }
    return own.type().suffixes().stream()
            .anyMatch(suffix -> view.family(own.name() + suffix) != null)
        || isSampleOfPushed(view, own.name());
  }

  private static boolean isSampleOfPushed(StoreView view, String name) {
    for (String suffix : MetricType.ALL_SUFFIXES) {
      if (name.endsWith(suffix)) {
        FamilyView base = view.family(name.substring(0, name.length() - suffix.length()));
        if (base != null && base.type().suffixes().contains(suffix)) {
          return true;
        }
      }
    }
    return false;
  }
}
