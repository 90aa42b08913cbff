package io.sluice.intake;

import org.jspecify.annotations.Nullable;

/// Who sends a push.
///
/// @param user the authenticated user, null for an anonymous request
/// @param address where the push comes from, as logs show it
public record Pusher(@Nullable String user, String address) {
  /// The user as messages show it.
  public String name() {
    return user == null ? "an anonymous request" : "user " + user;
  }
}
