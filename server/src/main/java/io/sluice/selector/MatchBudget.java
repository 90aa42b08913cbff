package io.sluice.selector;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// How much work the matching for one request may be: a number of steps, and a time. It also ends
/// when the result is no longer awaited.
///
/// A regular expression takes time in proportion to the text times the expression, which a client
/// chooses both; a single match may be minutes. So the budget is asked while an expression reads
/// the text, and not only between two of them.
///
/// Not safe for use by several threads at once.
public final class MatchBudget {
  /// The budget was used up, or the result is no longer awaited.
  public static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExhaustedException() {
      super("the search is too expensive", null, false, false);
    }
  }

  /// How many steps pass between two looks at the clock: some tens of microseconds.
  private static final int STEPS_A_LOOK = 1_000;

  private final LongSupplier nanoTime;
  private final BooleanSupplier isAbandoned;
  private final long endNanos;
  private long stepsLeft;
  private long stepsToLook = STEPS_A_LOOK;
  private boolean isExhausted;

  /// A budget that begins now.
  ///
  /// @param steps characters that are compared, each times the instructions of the expression
  /// @param nanos how long it may take
  /// @param nanoTime a clock that only runs forward
  /// @param isAbandoned whether the result is no longer awaited
  public MatchBudget(long steps, long nanos, LongSupplier nanoTime, BooleanSupplier isAbandoned) {
    this.stepsLeft = steps;
    this.nanoTime = nanoTime;
    this.isAbandoned = isAbandoned;
    this.endNanos = nanoTime.getAsLong() + nanos;
  }

  /// A budget that nothing exhausts.
  public static MatchBudget unlimited() {
    return new MatchBudget(Long.MAX_VALUE, Long.MAX_VALUE, () -> 0, () -> false);
  }

  /// Takes `steps` from the budget.
  ///
  /// @throws ExhaustedException if there are not so many left, or time is up
  public void spend(long steps) {
    stepsLeft -= steps;
    stepsToLook -= steps;
    if (stepsLeft < 0) {
      isExhausted = true;
    } else if (stepsToLook <= 0) {
      stepsToLook = STEPS_A_LOOK;
      isExhausted |= nanoTime.getAsLong() - endNanos >= 0 || isAbandoned.getAsBoolean();
    }
    if (isExhausted) {
      throw new ExhaustedException();
    }
  }

  /// Leaves nothing.
  void exhaust() {
    isExhausted = true;
  }

  /// Whether there is nothing left, so that [#spend] throws.
  public boolean isExhausted() {
    return isExhausted;
  }
}
