package io.sluice.web.request;

import io.sluice.selector.Matcher;
import io.sluice.selector.Selector;
import io.sluice.selector.SelectorException;
import java.util.ArrayList;
import java.util.List;

/// The parameter `match[]`. Each of its values is a selector.
public final class MatchParameter {
  private static final int MAX_SELECTORS = 64;

  /// The maximum number of instructions of all compiled regular expressions, about 50 bytes each.
  private static final int MAX_INSTRUCTIONS = 20_000;

  private MatchParameter() {}

  /// The selectors; none if the parameter is not given.
  public static List<Selector> selectors(QueryParameters parameters)
      throws InvalidRequestException {
    List<String> texts = parameters.all("match[]");
    if (texts.size() > MAX_SELECTORS) {
      throw new InvalidRequestException(
          "invalid parameter \"match[]\": more than %d selectors".formatted(MAX_SELECTORS));
    }
    var selectors = new ArrayList<Selector>();
    long instructions = 0;
    for (String text : texts) {
      try {
        selectors.add(Selector.parse(text));
      } catch (SelectorException e) {
        throw new InvalidRequestException("invalid parameter \"match[]\": " + e.getMessage());
      }
      instructions += selectors.getLast().size();
      if (instructions > MAX_INSTRUCTIONS) {
        throw new InvalidRequestException(
            "invalid parameter \"match[]\": the regular expressions together are too large");
      }
    }
    return selectors;
  }

  /// Whether a selector has a condition on the metric name.
  public static boolean hasName(Selector selector) {
    return selector.matchers().stream().anyMatch(m -> m.name().equals(Matcher.METRIC_NAME));
  }
}
