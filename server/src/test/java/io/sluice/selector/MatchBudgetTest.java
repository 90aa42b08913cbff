package io.sluice.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Labels;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchBudgetTest {
  private static final String LONG = "a".repeat(60_000);
  private static final long STEPS = 1_000_000;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicBoolean isAbandoned = new AtomicBoolean();

  // Each of these takes seconds to minutes on one such value.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(.*a){300}b",
        "(.*a.*){100}b..",
        "(.*.*.*.*a){99}b",
        "((a|b)*(a|c)*){50}d",
        "(?i)(.*A){300}b",
        "(a?){900}b",
        ".*(.*a){300}b.*",
      })
  void matches_hostileExpression_endsWithinTheSteps(String regex) throws Exception {
    var counted = new AtomicLong();
    var budget =
        new MatchBudget(STEPS, 1, () -> 0, () -> counted.incrementAndGet() > 2 * STEPS / 1_000);
    AnchoredRegex parsed = AnchoredRegex.parse(regex);

    assertThatThrownBy(() -> parsed.matches(LONG, budget))
        .isInstanceOf(MatchBudget.ExhaustedException.class);
    assertThat(budget.isExhausted()).isTrue();
    assertThat(counted.get()).isLessThanOrEqualTo(STEPS / 1_000 + 1);
  }

  @Test
  void matches_withinTheBudget_isThatWithoutOne() throws Exception {
    var budget = new MatchBudget(STEPS, 1, () -> 0, () -> false);
    AnchoredRegex regex = AnchoredRegex.parse("a.*[b-d]{2}.?");

    for (String text : new String[] {"", "a", "abc", "a\nxcc", "acc\uD83D\uDE00", "xabc"}) {
      assertThat(regex.matches(text, budget)).as(text).isEqualTo(regex.matches(text));
    }
  }

  @Test
  void matches_timeIsUp_endsInTheMiddleOfAText() throws Exception {
    var budget = new MatchBudget(Long.MAX_VALUE, 10, () -> nanos.getAndIncrement(), () -> false);
    AnchoredRegex regex = AnchoredRegex.parse("(.*a){300}b");

    assertThatThrownBy(() -> regex.matches(LONG, budget))
        .isInstanceOf(MatchBudget.ExhaustedException.class);
  }

  @Test
  void matches_clientGone_endsInTheMiddleOfAText() throws Exception {
    var budget = new MatchBudget(Long.MAX_VALUE, 10, () -> 0, isAbandoned::get);
    AnchoredRegex regex = AnchoredRegex.parse("a*");
    assertThat(regex.matches(LONG, budget)).isTrue();

    isAbandoned.set(true);

    assertThatThrownBy(() -> regex.matches(LONG, budget))
        .isInstanceOf(MatchBudget.ExhaustedException.class);
  }

  // The budget applies to all selectors of a request together, including conditions without a
  // regular expression.
  @Test
  void matches_manySelectors_shareOneBudget() throws Exception {
    var budget = new MatchBudget(10, 1, () -> 0, () -> false);
    Selector selector = Selector.parse("{job=\"a\",x!=\"b\"}");
    Labels labels = Labels.of("job", "a");
    for (int i = 0; i < 5; i++) {
      assertThat(selector.matches(labels, budget)).isTrue();
    }

    assertThatThrownBy(() -> selector.matches(labels, budget))
        .isInstanceOf(MatchBudget.ExhaustedException.class);
  }

  // A hundred of these would be programs of a million instructions, about 50 MB.
  @Test
  void parse_manyLargeExpressions_areRefusedTogether() {
    var text = new StringBuilder("{");
    for (int i = 0; i < 50; i++) {
      text.append("l%d=~\"(x{1000}){2}\",".formatted(i));
    }

    assertThatThrownBy(() -> Selector.parse(text + "}"))
        .isInstanceOf(SelectorException.class)
        .hasMessageContaining("regular expressions together are too large");
  }
}
