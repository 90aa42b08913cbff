package io.sluice.log;

import org.jspecify.annotations.Nullable;

/// What a node does for the log at a moment.
///
/// @param kind whether this node orders the commands
/// @param term counts leaders; it grows with each election, and is 0 where there is only one node
/// @param leader the name of the node that orders commands, null if it is not known
public record Role(Kind kind, long term, @Nullable String leader) {
  /// The only node there is, which orders its own commands.
  public static final Role ALONE = new Role(Kind.LEADER, 0, null);

  public enum Kind {
    /// Orders commands.
    LEADER,
    /// Applies what the leader ordered, and sends it the commands that arrive here.
    FOLLOWER,
    /// Knows of no leader at this moment.
    LEADERLESS
  }

  public boolean isLeader() {
    return kind == Kind.LEADER;
  }
}
