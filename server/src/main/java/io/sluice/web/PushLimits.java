package io.sluice.web;

import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.http.Response;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricFamily;
import io.sluice.rules.RuleLimits;
import io.sluice.store.Outcome;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What of a push is too much, what it is answered, and that it is counted.
///
/// @param parsing what a body and a grouping key may hold
/// @param maxBytes the most that a body may have, with the grouping key in each of its lines
/// @param refused is told which limit turned a push away
record PushLimits(ParseLimits parsing, int maxBytes, Consumer<String> refused) {
  private static final String FULL_RETRY_SECONDS = "60";

  /// Around a label: `=`, two quotes, a comma.
  private static final int LABEL_EXTRA = 4;

  /// Whether all fits. The key goes into every line that is stored: a long one makes a body many
  /// times larger.
  boolean fits(GroupingKey key, int bodyBytes, long lineCount) {
    long keyLength = 0;
    for (int i = 0; i < key.labels().size(); i++) {
      keyLength += key.labels().name(i).length() + key.labels().value(i).length() + LABEL_EXTRA;
    }
    return bodyBytes + lineCount * keyLength <= maxBytes;
  }

  /// The answer to a push that a rule has no room for, or null.
  @Nullable Response refuse(RuleLimits rule, int bodyBytes, ParsedBody body) {
    if (bodyBytes > rule.bodyBytes()) {
      return tooLarge("rule_body_bytes", "body too large: body_bytes=" + rule.bodyBytes());
    }
    long series = 0;
    for (MetricFamily family : body.families()) {
      series += family.metrics().size();
    }
    return series > rule.seriesPerPush()
        ? tooLarge(
            "rule_series_per_push", "too many series: series_per_push=" + rule.seriesPerPush())
        : null;
  }

  /// The answer to a push that does not fit.
  Response tooLarge() {
    return tooLarge(
        "stored_bytes", "push too large with its grouping key in each line: max_bytes=" + maxBytes);
  }

  /// The answer to a push that is larger than a limit, now and ever.
  Response tooLarge(String limit, String message) {
    refused.accept(limit);
    return Response.error(413, message);
  }

  /// The answer to a push that the state has no room for. A group that is full stays so; among all
  /// there may be room again.
  Response overLimit(Outcome.OverLimit over) {
    if (over.limit() == Outcome.Limit.SERIES_PER_GROUP) {
      return tooLarge(over.limit().toString(), over.message());
    }
    refused.accept(over.limit().toString());
    return Response.error(503, over.message()).with("Retry-After", FULL_RETRY_SECONDS);
  }
}
