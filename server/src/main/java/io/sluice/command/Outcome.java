package io.sluice.command;

import java.util.List;
import java.util.Locale;

/// What became of a command.
public sealed interface Outcome {
  record Applied() implements Outcome {}

  /// Refused; `message` says why, in the Pushgateway's words where it has some.
  record Rejected(String message) implements Outcome {}

  /// What became of each part of [Command.Groups] where parts that do not fit are left out.
  record Each(List<Outcome> outcomes) implements Outcome {
    public Each {
      outcomes = List.copyOf(outcomes);
    }

    /// Whether any part was applied.
    public boolean isAnyApplied() {
      return outcomes.stream().anyMatch(Applied.class::isInstance);
    }
  }

  /// The same push was already applied; nothing changed.
  record Repeated() implements Outcome {}

  /// Refused: another push came under the same idempotency key. Nothing has changed.
  record KeyReused() implements Outcome {}

  /// The family is gone, and with it so many series.
  record FamilyDeleted(int series) implements Outcome {}

  /// There was nothing to delete: no such group, or no such family in it.
  record NotFound(boolean isGroupThere) implements Outcome {}

  /// What was over is gone.
  record Expired(int groups, int series) implements Outcome {}

  /// Never put to the state, since that may not grow any further: nothing has changed, the times of
  /// pushes included.
  record OverLimit(Limit limit, long maximum) implements Outcome {
    /// The limit by the name under which it is set.
    public String message() {
      return "too many %s: %s=%d".formatted(limit.what, limit.setting, maximum);
    }
  }

  /// The limits of [StateLimits]. `toString` is the name that metrics use.
  enum Limit {
    GROUPS("groups", "--limits.groups"),
    SERIES_PER_GROUP("series in the group", "--limits.series-per-group"),
    /// The one of a rule.
    RULE_SERIES_PER_GROUP("series in the group", "series_per_group"),
    FAMILIES_PER_GROUP("metric families in the group", "--limits.families-per-group"),
    ADDED_TO_BYTES("bytes held of the families that this push adds to", "--limits.added-to-bytes"),
    SERIES("series", "--limits.series"),
    HEAP_BYTES("bytes held", "--limits.heap-bytes"),
    /// Of a command that goes from node to node.
    COMMAND_BYTES("bytes in the stored form of the push", "max_command_bytes");

    private final String what;
    private final String setting;

    Limit(String what, String setting) {
      this.what = what;
      this.setting = setting;
    }

    /// Whether the same push would meet it again, whatever becomes of other groups.
    public boolean isOfPush() {
      return switch (this) {
        case SERIES_PER_GROUP,
            RULE_SERIES_PER_GROUP,
            FAMILIES_PER_GROUP,
            ADDED_TO_BYTES,
            COMMAND_BYTES ->
            true;
        case GROUPS, SERIES, HEAP_BYTES -> false;
      };
    }

    @Override
    public String toString() {
      return this == RULE_SERIES_PER_GROUP ? "series_per_group" : name().toLowerCase(Locale.ROOT);
    }
  }

  Applied APPLIED = new Applied();

  Repeated REPEATED = new Repeated();

  KeyReused KEY_REUSED = new KeyReused();
}
