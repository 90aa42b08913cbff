package io.sluice.intake;

import io.sluice.gateway.PushOptions;
import io.sluice.gateway.PushRequest;
import io.sluice.model.GroupingKey;

/// A push as it was received.
///
/// @param key as sent by the client, before rules drop labels from it
/// @param mode how the content of the group is changed
/// @param options the optional parameters
public record IncomingPush(
    GroupingKey key,
    PushContent content,
    PushRequest.Mode mode,
    PushOptions options,
    Pusher pusher) {}
