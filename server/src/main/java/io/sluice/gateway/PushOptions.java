package io.sluice.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Optional parameters of a push. A parameter that the client did not send is null.
///
/// @param idempotencyKey identifies repetitions of the push
/// @param ttl time to live of the group; zero means forever
/// @param expect the interval in which the client intends to push; zero if unspecified
public record PushOptions(
    @Nullable String idempotencyKey, @Nullable Duration ttl, @Nullable Duration expect) {
  /// Nothing.
  public static final PushOptions NONE = new PushOptions(null, null, null);

  /// Whether the group expires.
  public boolean endsTheGroup() {
    return ttl != null && ttl.isPositive();
  }
}
