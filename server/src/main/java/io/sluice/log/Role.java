package io.sluice.log;

import org.jspecify.annotations.Nullable;

/// The role of a node at some moment.
///
/// @param kind whether this node is the leader, which orders the commands
/// @param term increases with each election; 0 for a standalone gateway
/// @param leader the name of the leader, null if it is not known
public record Role(Kind kind, long term, @Nullable String leader) {
  /// The role of a standalone gateway, which orders its own commands.
  public static final Role ALONE = new Role(Kind.LEADER, 0, null);

  public enum Kind {
    /// Orders commands.
    LEADER,
    /// Applies the commands in the leader's order, and forwards its own to the leader.
    FOLLOWER,
    /// Currently knows of no leader.
    LEADERLESS
  }

  public boolean isLeader() {
    return kind == Kind.LEADER;
  }
}
