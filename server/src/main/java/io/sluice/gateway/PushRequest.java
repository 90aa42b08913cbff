package io.sluice.gateway;

import io.sluice.command.PushOrigin;
import io.sluice.format.ParsedBody;
import io.sluice.model.GroupingKey;
import io.sluice.rules.PushPolicy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A push as it came in.
///
/// @param key as in the URL
/// @param policy what the rules say of the key
/// @param peer from whom it came, as logs show it
/// @param options what the pusher asked for
/// @param traits what a format says that families cannot
/// @param file what it was read from; null if a client sent it
public record PushRequest(
    GroupingKey key,
    ParsedBody body,
    Mode mode,
    PushPolicy policy,
    String peer,
    PushOptions options,
    Traits traits,
    PushOrigin.@Nullable File file) {

  /// A push of a body that says all.
  public PushRequest(
      GroupingKey key,
      ParsedBody body,
      Mode mode,
      PushPolicy policy,
      String peer,
      PushOptions options) {
    this(key, body, mode, policy, peer, options, Traits.NONE);
  }

  /// A push that a client sent.
  public PushRequest(
      GroupingKey key,
      ParsedBody body,
      Mode mode,
      PushPolicy policy,
      String peer,
      PushOptions options,
      Traits traits) {
    this(key, body, mode, policy, peer, options, traits, null);
  }

  /// What becomes of what a group has, as the URL and the method say.
  public enum Mode {
    /// All of it goes.
    REPLACE,
    /// The families of the same names go.
    MERGE,
    /// The series with the same labels go.
    MERGE_SERIES,
    /// The families add up.
    AGGREGATE
  }

  /// What some formats say of families beyond what these hold.
  ///
  /// @param summed names of gauges that are summed where families add up, whatever is said of
  ///   gauges
  /// @param gone names of families that the group is not to hold any more where families are
  ///   replaced
  /// @param repeats whether a series may occur more than once where families add up
  public record Traits(Set<String> summed, Set<String> gone, boolean repeats) {
    /// Those of usual formats.
    public static final Traits NONE = new Traits(Set.of(), Set.of(), false);

    public Traits {
      summed = Set.copyOf(summed);
      gone = Set.copyOf(gone);
    }
  }

  /// A push without options, where no rules are.
  public static PushRequest of(GroupingKey key, ParsedBody body, Mode mode) {
    return new PushRequest(key, body, mode, PushPolicy.NONE, "", PushOptions.NONE);
  }
}
