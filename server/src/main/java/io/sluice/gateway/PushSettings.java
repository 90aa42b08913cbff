package io.sluice.gateway;

import java.time.Duration;

/// The defaults for pushes, where neither the client nor a rule sets a value.
///
/// @param isAggregating whether pushes are aggregated
/// @param ttl how long groups live after their last successful push; zero means forever
/// @param idempotencyWindow how long the idempotency keys of pushes are remembered
public record PushSettings(boolean isAggregating, Duration ttl, Duration idempotencyWindow) {
  /// The behaviour of the Pushgateway.
  public static final PushSettings USUAL =
      new PushSettings(false, Duration.ZERO, Duration.ofHours(1));
}
