package io.sluice.gateway;

import java.time.Duration;

/// What holds for pushes of which neither the pusher nor a rule says anything.
///
/// @param isAggregating whether pushes add up
/// @param ttl how long groups live after their last successful push; zero for ever
/// @param idempotencyWindow how long pushes with a key of their own are remembered
public record PushSettings(boolean isAggregating, Duration ttl, Duration idempotencyWindow) {
  /// As a Pushgateway has it.
  public static final PushSettings USUAL =
      new PushSettings(false, Duration.ZERO, Duration.ofHours(1));
}
