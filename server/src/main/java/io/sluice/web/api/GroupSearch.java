package io.sluice.web.api;

import io.sluice.listing.GroupFilter;
import io.sluice.listing.GroupQuery;
import io.sluice.model.Labels;
import io.sluice.selector.MatchBudget;
import io.sluice.selector.Matcher;
import io.sluice.selector.Selector;
import io.sluice.store.GroupSummary;
import io.sluice.web.push.PushedBefore;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.MatchParameter;
import io.sluice.web.request.QueryParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds groups by selectors, by plain words, by state and by age.
public final class GroupSearch implements GroupFilter {
  private static final int MAX_WORDS = 16;

  /// In the worst case, the time to search for a word is proportional to its length.
  private static final int MAX_WORD_LENGTH = 256;

  private final List<Selector> selectors;
  private final List<String> words;
  private final Predicate<GroupSummary> state;
  private final long pushedBeforeNanos;
  private final MatchBudget budget;

  private GroupSearch(
      List<Selector> selectors,
      List<String> words,
      Predicate<GroupSummary> state,
      long pushedBeforeNanos,
      MatchBudget budget) {
    this.selectors = selectors;
    this.words = words;
    this.state = state;
    this.pushedBeforeNanos = pushedBeforeNanos;
    this.budget = budget;
  }

  /// The search of the parameters `match[]`, `search`, `state` and `pushed_before`.
  ///
  /// @param nowNanos the wall clock, in nanoseconds since 1970
  /// @param budget limits the cost of the whole search
  static GroupSearch of(QueryParameters parameters, long nowNanos, MatchBudget budget)
      throws InvalidRequestException {
    List<Selector> selectors = MatchParameter.selectors(parameters);
    String search = parameters.first("search");
    List<String> words =
        Arrays.stream(search.toLowerCase(Locale.ROOT).strip().split("\\s+", -1))
            .filter(word -> !word.isEmpty())
            .toList();
    if (words.size() > MAX_WORDS) {
      throw new InvalidRequestException(
          "invalid parameter \"search\": more than %d words".formatted(MAX_WORDS));
    }
    if (words.stream().anyMatch(word -> word.length() > MAX_WORD_LENGTH)) {
      throw new InvalidRequestException(
          "invalid parameter \"search\": a word of more than %d characters"
              .formatted(MAX_WORD_LENGTH));
    }
    String pushedBefore = parameters.first("pushed_before");
    return new GroupSearch(
        selectors,
        words,
        state(parameters.first("state"), nowNanos),
        pushedBefore.isEmpty() ? Long.MAX_VALUE : PushedBefore.nanos(pushedBefore, nowNanos),
        budget);
  }

  private static Predicate<GroupSummary> state(String state, long nowNanos)
      throws InvalidRequestException {
    if (state.isEmpty()) {
      return _ -> true;
    }
    if (state.equals("overdue")) {
      return group -> group.isOverdue(nowNanos);
    }
    GroupState wanted =
        GroupState.named(state)
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "invalid parameter \"state\": must be ok, failed, never or overdue"));
    return group -> GroupState.of(group) == wanted;
  }

  @Override
  public boolean test(GroupSummary group) {
    try {
      budget.spend(1);
      return lastPushNanos(group) < pushedBeforeNanos
          && state.test(group)
          && hasWords(group.key().labels())
          && (selectors.isEmpty() || selectors.stream().anyMatch(s -> matches(s, group)));
    } catch (MatchBudget.ExhaustedException _) {
      return false;
    }
  }

  @Override
  public boolean isExhausted() {
    return budget.isExhausted();
  }

  /// The scope that contains all matching groups.
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

  private boolean matches(Selector selector, GroupSummary group) {
    return selector.matches(group.key().labels(), budget)
        && (!MatchParameter.hasName(selector)
            || group.holdsFamily(name -> selector.matchesFamily(name, budget)));
  }

  /// When the last successful push arrived, or the last refused one if none was successful.
  private static long lastPushNanos(GroupSummary group) {
    return group.pushNanos() > 0 ? group.pushNanos() : group.failureNanos();
  }

  private boolean hasWords(Labels labels) {
    return words.isEmpty() || words.stream().allMatch(word -> hasWord(labels, word));
  }

  private boolean hasWord(Labels labels, String word) {
    for (int i = 0; i < labels.size(); i++) {
      if (contains(labels.name(i), word) || contains(labels.value(i), word)) {
        return true;
      }
    }
    return false;
  }

  /// In the worst case, each character of the text is compared with each character of the word.
  private boolean contains(String text, String lowerCaseWord) {
    budget.spend((long) text.length() * lowerCaseWord.length());
    return text.toLowerCase(Locale.ROOT).contains(lowerCaseWord);
  }
}
