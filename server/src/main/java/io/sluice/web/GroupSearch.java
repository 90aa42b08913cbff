package io.sluice.web;

import io.sluice.model.Labels;
import io.sluice.selector.Matcher;
import io.sluice.selector.Selector;
import io.sluice.selector.SelectorException;
import io.sluice.store.GroupQuery;
import io.sluice.store.GroupSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// Which groups a request asks for: by selectors, by plain words, by state.
final class GroupSearch implements Predicate<GroupSummary> {
  private static final int MOST_SELECTORS = 64;
  private static final int MOST_WORDS = 16;

  private final List<Selector> selectors;
  private final List<String> words;
  private final Predicate<GroupSummary> state;
  private final boolean isForAll;

  private GroupSearch(
      List<Selector> selectors,
      List<String> words,
      Predicate<GroupSummary> state,
      boolean isForAll) {
    this.selectors = selectors;
    this.words = words;
    this.state = state;
    this.isForAll = isForAll;
  }

  /// The search of the parameters `match[]`, `search` and `state`.
  ///
  /// @param nowNanos the wall clock, in nanoseconds since 1970
  static GroupSearch of(QueryParameters parameters, long nowNanos) throws BadRequest {
    List<Selector> selectors = selectors(parameters);
    String search = parameters.first("search");
    List<String> words =
        Arrays.stream(search.toLowerCase(Locale.ROOT).strip().split("\\s+", -1))
            .filter(word -> !word.isEmpty())
            .toList();
    if (words.size() > MOST_WORDS) {
      throw new BadRequest(
          "invalid parameter \"search\": more than %d words".formatted(MOST_WORDS));
    }
    String state = parameters.first("state");
    boolean isForAll = selectors.isEmpty() && words.isEmpty() && state.isEmpty();
    return new GroupSearch(selectors, words, state(state, nowNanos), isForAll);
  }

  /// The selectors of the parameter `match[]`.
  static List<Selector> selectors(QueryParameters parameters) throws BadRequest {
    List<String> texts = parameters.all("match[]");
    if (texts.size() > MOST_SELECTORS) {
      throw new BadRequest(
          "invalid parameter \"match[]\": more than %d selectors".formatted(MOST_SELECTORS));
    }
    var selectors = new ArrayList<Selector>();
    for (String text : texts) {
      try {
        selectors.add(Selector.parse(text));
      } catch (SelectorException e) {
        throw new BadRequest("invalid parameter \"match[]\": " + e.getMessage());
      }
    }
    return selectors;
  }

  private static Predicate<GroupSummary> state(String state, long nowNanos) throws BadRequest {
    if (state.isEmpty()) {
      return _ -> true;
    }
    if (state.equals("overdue")) {
      return group -> GroupState.isOverdue(group, nowNanos);
    }
    GroupState wanted =
        GroupState.named(state)
            .orElseThrow(
                () ->
                    new BadRequest(
                        "invalid parameter \"state\": must be ok, failed, never or overdue"));
    return group -> GroupState.of(group) == wanted;
  }

  /// Whether nothing was said of which groups.
  boolean isForAll() {
    return isForAll;
  }

  @Override
  public boolean test(GroupSummary group) {
    return state.test(group)
        && hasWords(group.key().labels())
        && (selectors.isEmpty() || selectors.stream().anyMatch(s -> matches(s, group)));
  }

  /// Where all groups that match are to be found.
  GroupQuery.Scope scope() {
    if (selectors.size() != 1) {
      return new GroupQuery.Everywhere();
    }
    Selector only = selectors.getFirst();
    Optional<String> job =
        only.matchers().stream()
            .filter(m -> m.name().equals("job") && m.op() == Matcher.Op.EQUAL)
            .map(Matcher::value)
            .findFirst();
    if (job.isPresent()) {
      return new GroupQuery.OfJob(job.get());
    }
    String family = only.familyName();
    return family == null ? new GroupQuery.Everywhere() : new GroupQuery.HoldingFamily(family);
  }

  private static boolean matches(Selector selector, GroupSummary group) {
    return selector.matches(group.key().labels())
        && (!hasName(selector) || group.holdsFamily(selector::matchesFamily));
  }

  /// Whether a selector says anything of the metric's name.
  static boolean hasName(Selector selector) {
    return selector.matchers().stream().anyMatch(m -> m.name().equals(Matcher.METRIC_NAME));
  }

  private boolean hasWords(Labels labels) {
    return words.isEmpty() || words.stream().allMatch(word -> hasWord(labels, word));
  }

  private static boolean hasWord(Labels labels, String word) {
    for (int i = 0; i < labels.size(); i++) {
      if (contains(labels.name(i), word) || contains(labels.value(i), word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(String text, String lowerCaseWord) {
    return text.toLowerCase(Locale.ROOT).contains(lowerCaseWord);
  }
}
