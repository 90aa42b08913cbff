package io.sluice.command;

import java.util.List;
import java.util.Locale;

/// The outcome of a command.
public sealed interface Outcome {
  record Applied() implements Outcome {}

  /// Refused; `message` is the Pushgateway's message if it has one.
  record Rejected(String message) implements Outcome {}

  /// The outcome of each part of a [Command.Groups] that is not all or nothing.
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

  /// Refused: another push had the same idempotency key. Nothing has changed.
  record KeyReused() implements Outcome {}

  /// The family was deleted, with this number of series.
  record FamilyDeleted(int series) implements Outcome {}

  /// There was nothing to delete: the group or the family does not exist.
  record NotFound(boolean isGroupThere) implements Outcome {}

  /// Expired groups and series were deleted.
  record Expired(int groups, int series) implements Outcome {}

  /// Refused because of a limit: nothing has changed, not even the times of pushes.
  record OverLimit(Limit limit, long maximum) implements Outcome {
    /// The message, with the setting of the limit.
    public String message() {
      return "too many %s: %s=%d".formatted(limit.what, limit.setting, maximum);
    }
  }

  /// The limits of [io.sluice.store.StateLimits]. `toString` returns the name in metrics.
  enum Limit {
    GROUPS("groups", "--limits.groups"),
    SERIES_PER_GROUP("series in the group", "--limits.series-per-group"),
    /// Set by a rule.
    RULE_SERIES_PER_GROUP("series in the group", "series_per_group"),
    FAMILIES_PER_GROUP("metric families in the group", "--limits.families-per-group"),
    ADDED_TO_BYTES("bytes held of the families that this push adds to", "--limits.added-to-bytes"),
    SERIES("series", "--limits.series"),
    HEAP_BYTES("bytes held", "--limits.heap-bytes"),
    /// For commands that nodes send to each other.
    COMMAND_BYTES("bytes in the stored form of the push", "max_command_bytes");

    private final String what;
    private final String setting;

    Limit(String what, String setting) {
      this.what = what;
      this.setting = setting;
    }

    /// Whether the same push would exceed the limit again, independent of other groups.
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
