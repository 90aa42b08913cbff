package io.sluice.web.request;

import io.sluice.http.Request;
import io.sluice.selector.MatchBudget;
import java.util.concurrent.TimeUnit;

/// The budgets of searches. A search ends when its client has disconnected.
///
/// The time limit is the important one, because the duration of a step depends on the expression.
/// The limit of steps is about a hundred times the number of steps that a search of one page needs.
public final class SearchBudgets {
  private static final long PAGE_STEPS = 2_000_000_000L;
  private static final long PAGE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long ALL_STEPS = 20_000_000_000L;
  private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(20);

  private SearchBudgets() {}

  /// For a page of a list.
  public static MatchBudget ofList(Request request) {
    return new MatchBudget(PAGE_STEPS, PAGE_NANOS, System::nanoTime, request::isAbandoned);
  }

  /// For a search that returns everything at once.
  public static MatchBudget ofAll(Request request) {
    return new MatchBudget(ALL_STEPS, ALL_NANOS, System::nanoTime, request::isAbandoned);
  }
}
