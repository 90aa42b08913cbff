package io.sluice.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a pusher can ask for beside the push itself. Null where nothing was asked for.
///
/// @param idempotencyKey makes a repetition of the push known
/// @param ttl how long the group is to live; zero for ever
/// @param expect how often the pusher means to push; zero if it does not say
public record PushOptions(
    @Nullable String idempotencyKey, @Nullable Duration ttl, @Nullable Duration expect) {
  /// Nothing.
  public static final PushOptions NONE = new PushOptions(null, null, null);

  /// Whether the group is to go by itself some day.
  public boolean endsTheGroup() {
    return ttl != null && ttl.isPositive();
  }
}
