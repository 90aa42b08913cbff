package io.sluice.intake;

import io.sluice.gateway.PushOptions;
import io.sluice.gateway.PushRequest;
import io.sluice.model.GroupingKey;

/// A push as it arrives.
///
/// @param key as the pusher names the group, before rules drop labels from it
/// @param mode what becomes of what the group holds
/// @param options what the pusher asks for
public record IncomingPush(
    GroupingKey key,
    PushContent content,
    PushRequest.Mode mode,
    PushOptions options,
    Pusher pusher) {}
