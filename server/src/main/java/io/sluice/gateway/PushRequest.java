package io.sluice.gateway;

import io.sluice.format.ParsedBody;
import io.sluice.model.GroupingKey;
import io.sluice.rules.PushPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A push as it came in.
///
/// @param key as in the URL
/// @param terms what the rules say of the key
/// @param peer from whom it came, as logs show it
/// @param wishes what the pusher asked for
public record PushRequest(
    GroupingKey key, ParsedBody body, Mode mode, PushPolicy terms, String peer, Wishes wishes) {

  /// What becomes of what a group has, as the URL and the method say.
  public enum Mode {
    /// All of it goes.
    REPLACE,
    /// The families of the same names go.
    MERGE,
    /// The families add up.
    AGGREGATE
  }

  /// What a pusher can ask for beside the push itself. Null where nothing was asked for.
  ///
  /// @param idempotencyKey makes a repetition of the push known
  /// @param ttl how long the group is to live; zero for ever
  /// @param expect how often the pusher means to push; zero if it does not say
  public record Wishes(
      @Nullable String idempotencyKey, @Nullable Duration ttl, @Nullable Duration expect) {
    /// Nothing.
    public static final Wishes NONE = new Wishes(null, null, null);

    /// Whether the group is to go by itself some day.
    public boolean endsTheGroup() {
      return ttl != null && ttl.isPositive();
    }
  }

  /// A push without any wishes, where no rules are.
  public static PushRequest of(GroupingKey key, ParsedBody body, Mode mode) {
    return new PushRequest(key, body, mode, PushPolicy.NONE, "", Wishes.NONE);
  }
}
