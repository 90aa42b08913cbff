package io.sluice.web;

import io.sluice.http.Request;
import io.sluice.selector.MatchBudget;
import java.util.concurrent.TimeUnit;

/// What searches may cost. They end when the client has gone.
///
/// Time is the bound that matters: what a step takes depends on the expression. The steps are some
/// hundred times what a search through the groups of a page takes.
final class SearchBudgets {
  private static final long PAGE_STEPS = 2_000_000_000L;
  private static final long PAGE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long ALL_STEPS = 20_000_000_000L;
  private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(20);

  private SearchBudgets() {}

  /// For what is shown page by page.
  static MatchBudget ofAPage(Request request) {
    return new MatchBudget(PAGE_STEPS, PAGE_NANOS, System::nanoTime, request::isAbandoned);
  }

  /// For what has to be found at once.
  static MatchBudget ofAll(Request request) {
    return new MatchBudget(ALL_STEPS, ALL_NANOS, System::nanoTime, request::isAbandoned);
  }
}
