package io.sluice.command;

import java.util.Locale;

/// What became of a command.
public sealed interface Outcome {
  record Applied() implements Outcome {}

  /// Refused; `message` says why, in the Pushgateway's words where it has some.
  record Rejected(String message) implements Outcome {}

  /// The same push was already applied; nothing changed.
  record Repeated() implements Outcome {}

  /// Refused: another push came under the same idempotency key. Nothing has changed.
  record KeyReused() implements Outcome {}

  /// What was over is gone.
  record Expired(int groups, int series) implements Outcome {}

  /// Never put to the state, since that may not grow any further: nothing has changed, the times of
  /// pushes included.
  record OverLimit(Limit limit, int maximum) implements Outcome {
    /// The limit with its name.
    public String message() {
      return "too many %s: max_%s=%d".formatted(limit.what, limit, maximum);
    }
  }

  /// The limits of [StateLimits]. `toString` is the name that messages and metrics use.
  enum Limit {
    GROUPS("groups"),
    SERIES_PER_GROUP("series in the group"),
    SERIES("series");

    private final String what;

    Limit(String what) {
      this.what = what;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Applied APPLIED = new Applied();

  Repeated REPEATED = new Repeated();

  KeyReused KEY_REUSED = new KeyReused();
}
