package io.sluice.systemtests.page;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Set;

/// Deque's rules for accessibility, run on a page as it is shown.
final class Axe {
  private static final Set<String> SERIOUS = Set.of("serious", "critical");

  private Axe() {}

  /// The serious violations, one line for each element.
  static List<String> findings(Page page) {
    // Without legacy mode, the results are combined in a separate window.
    return new AxeBuilder(page)
        .setLegacyMode(true).analyze().getViolations().stream()
            .filter(rule -> SERIOUS.contains(rule.getImpact()))
            .flatMap(rule -> rule.getNodes().stream().map(node -> line(rule, node.getHtml())))
            .toList();
  }

  private static String line(Rule rule, String html) {
    return "%s %s: %s".formatted(rule.getImpact(), rule.getId(), html);
  }
}
