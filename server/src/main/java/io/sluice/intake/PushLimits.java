package io.sluice.intake;

import io.sluice.command.Outcome;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.gateway.PushRequest;
import io.sluice.model.GroupingKey;
import io.sluice.rules.RuleLimits;
import java.util.List;

/// The limits on the size of pushes.
///
/// @param parsing the limits for the content of a body and a grouping key
/// @param maxBytes the maximum size of a body with the grouping key in each of its lines
public record PushLimits(ParseLimits parsing, int maxBytes) {
  /// The additional characters of a label: `=`, two quotes, a comma.
  private static final int LABEL_EXTRA = 4;

  /// Refuses a parsed body that is too large.
  ///
  /// @param rule the limits of the group's rule
  void check(GroupingKey key, int bodyBytes, ParsedBody body, RuleLimits rule)
      throws RefusedException, ParseException {
    parsing.check(body);
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

  /// Refuses pushes to many groups in one body that are too large together.
  void checkTogether(int bodyBytes, List<PushRequest> pushes)
      throws RefusedException, ParseException {
    long bytes = bodyBytes;
    for (PushRequest push : pushes) {
      bytes += keyBytes(push.key()) * push.body().lineCount();
      check(push.key(), bodyBytes, push.body(), push.policy().limits());
    }
    if (bytes > maxBytes) {
      throw tooLarge(
          "stored_bytes",
          "push too large with its grouping keys in each line: --limits.decoded-body-bytes="
              + maxBytes);
    }
  }

  /// Whether the push is within the limit. Every stored line contains the key, so a long key makes
  /// a body many times larger.
  boolean fits(GroupingKey key, int bodyBytes, long lineCount) {
    return bodyBytes + lineCount * keyBytes(key) <= maxBytes;
  }

  private static long keyBytes(GroupingKey key) {
    long length = 0;
    for (int i = 0; i < key.labels().size(); i++) {
      length += key.labels().name(i).length() + key.labels().value(i).length() + LABEL_EXTRA;
    }
    return length;
  }

  /// Converts the outcome of a push that exceeds a limit of the state. A limit of a group will be
  /// exceeded again; one of all groups may have room later.
  static PushResult.Refused refusal(Outcome.OverLimit over, int series) {
    PushResult.Reason reason =
        over.limit().isOfPush() ? PushResult.Reason.TOO_LARGE : PushResult.Reason.FULL;
    return new PushResult.Refused(reason, over.message(), null, over.limit().toString(), series);
  }

  static RefusedException tooLarge(String limit, String message) {
    return new RefusedException(PushResult.Refused.tooLarge(limit, message));
  }
}
