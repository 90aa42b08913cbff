package io.sluice.selector;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Limits the work of matching for one request: the number of steps and the time. It is also
/// exhausted when the client no longer waits for the result.
///
/// The time of a match is proportional to the length of the text times the size of the expression.
/// Clients choose both, so a single match may take minutes. So the budget is checked during a
/// match, and not only between matches.
///
/// Not thread-safe.
public final class MatchBudget {
  /// The budget is exhausted, or the client no longer waits for the result.
  public static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExhaustedException() {
      super("the search is too expensive", null, false, false);
    }
  }

  /// The number of steps between two checks of the clock: some tens of microseconds.
  private static final int STEPS_PER_CHECK = 1_000;

  private final LongSupplier nanoTime;
  private final BooleanSupplier isAbandoned;
  private final long endNanos;
  private long stepsLeft;
  private long stepsToCheck = STEPS_PER_CHECK;
  private boolean isExhausted;

  /// Creates a budget that begins now.
  ///
  /// @param steps number of compared characters times the instructions of the expression
  /// @param nanos the maximum duration
  /// @param nanoTime a monotonic clock
  /// @param isAbandoned whether the client no longer waits for the result
  public MatchBudget(long steps, long nanos, LongSupplier nanoTime, BooleanSupplier isAbandoned) {
    this.stepsLeft = steps;
    this.nanoTime = nanoTime;
    this.isAbandoned = isAbandoned;
    this.endNanos = nanoTime.getAsLong() + nanos;
  }

  /// A budget without limits.
  public static MatchBudget unlimited() {
    return new MatchBudget(Long.MAX_VALUE, Long.MAX_VALUE, () -> 0, () -> false);
  }

  /// Takes `steps` from the budget.
  ///
  /// @throws ExhaustedException if fewer steps are left, or the time has elapsed
  public void spend(long steps) {
    stepsLeft -= steps;
    stepsToCheck -= steps;
    if (stepsLeft < 0) {
      isExhausted = true;
    } else if (stepsToCheck <= 0) {
      stepsToCheck = STEPS_PER_CHECK;
      isExhausted |= nanoTime.getAsLong() - endNanos >= 0 || isAbandoned.getAsBoolean();
    }
    if (isExhausted) {
      throw new ExhaustedException();
    }
  }

  /// Makes the budget exhausted.
  void exhaust() {
    isExhausted = true;
  }

  /// Whether the budget is exhausted, so that [#spend] throws.
  public boolean isExhausted() {
    return isExhausted;
  }
}
