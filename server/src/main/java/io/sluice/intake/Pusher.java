package io.sluice.intake;

import org.jspecify.annotations.Nullable;

/// The client that sends a push.
///
/// @param user the authenticated user, null for an anonymous request
/// @param address of the client, as in logs
public record Pusher(@Nullable String user, String address) {
  /// The user for messages.
  public String name() {
    return user == null ? "an anonymous request" : "user " + user;
  }
}
