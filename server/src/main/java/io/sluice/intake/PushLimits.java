package io.sluice.intake;

import io.sluice.command.Outcome;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.model.GroupingKey;
import io.sluice.rules.RuleLimits;

/// How large a push may be.
///
/// @param parsing what a body and a grouping key may hold
/// @param maxBytes the most that a body may have, with the grouping key in each of its lines
public record PushLimits(ParseLimits parsing, int maxBytes) {
  /// Around a label: `=`, two quotes, a comma.
  private static final int LABEL_EXTRA = 4;

  /// Refuses a body that was read and is too large.
  ///
  /// @param rule what the rule for the group allows
  void check(GroupingKey key, int bodyBytes, ParsedBody body, RuleLimits rule)
      throws RefusedException {
    if (!fits(key, bodyBytes, body.lineCount())) {
      throw tooLarge(
          "stored_bytes",
          "push too large with its grouping key in each line: --limits.decoded-body-bytes="
              + maxBytes);
    }
    if (bodyBytes > rule.bodyBytes()) {
      throw tooLarge("rule_body_bytes", "body too large: body_bytes=" + rule.bodyBytes());
    }
    if (PushResult.seriesCount(body) > rule.seriesPerPush()) {
      throw tooLarge(
          "rule_series_per_push", "too many series: series_per_push=" + rule.seriesPerPush());
    }
  }

  /// Whether all fits. The key goes into every line that is stored: a long one makes a body many
  /// times larger.
  boolean fits(GroupingKey key, int bodyBytes, long lineCount) {
    long keyLength = 0;
    for (int i = 0; i < key.labels().size(); i++) {
      keyLength += key.labels().name(i).length() + key.labels().value(i).length() + LABEL_EXTRA;
    }
    return bodyBytes + lineCount * keyLength <= maxBytes;
  }

  /// A push that the state has no room for. A group that is full stays so; among all there may be
  /// room again.
  static PushResult.Refused refusal(Outcome.OverLimit over, int series) {
    PushResult.Reason reason =
        over.limit().isOfPush() ? PushResult.Reason.TOO_LARGE : PushResult.Reason.FULL;
    return new PushResult.Refused(reason, over.message(), null, over.limit().toString(), series);
  }

  private static RefusedException tooLarge(String limit, String message) {
    return new RefusedException(PushResult.Refused.tooLarge(limit, message));
  }
}
