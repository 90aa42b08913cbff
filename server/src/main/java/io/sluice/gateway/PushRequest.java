package io.sluice.gateway;

import io.sluice.command.PushOrigin;
import io.sluice.format.ParsedBody;
import io.sluice.model.GroupingKey;
import io.sluice.rules.PushPolicy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A push as it was received.
///
/// @param key as in the URL
/// @param policy the result of the rules for the key
/// @param peer the address of the client, as in logs
/// @param options the optional parameters
/// @param traits properties of the format that families cannot express
/// @param file the file it was read from; null if a client sent it
public record PushRequest(
    GroupingKey key,
    ParsedBody body,
    Mode mode,
    PushPolicy policy,
    String peer,
    PushOptions options,
    Traits traits,
    PushOrigin.@Nullable File file) {

  /// A push without traits.
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

  /// How a push changes the group. The URL and the method determine the mode.
  public enum Mode {
    /// Replaces all families of the group.
    REPLACE_GROUP,
    /// Replaces the families with the same names.
    REPLACE_FAMILIES,
    /// Replaces the series with the same labels.
    REPLACE_SERIES,
    /// Aggregates the families.
    AGGREGATE
  }

  /// Properties that some formats define and families cannot express.
  ///
  /// @param summed names of gauges that are summed in aggregated groups, regardless of the
  ///   configured gauge mode
  /// @param removedNames of families that are removed from the group if the push replaces families
  /// @param repeats whether a series may occur more than once in an aggregated push
  public record Traits(Set<String> summed, Set<String> removedNames, boolean repeats) {
    /// The traits of most formats.
    public static final Traits NONE = new Traits(Set.of(), Set.of(), false);

    public Traits {
      summed = Set.copyOf(summed);
      removedNames = Set.copyOf(removedNames);
    }
  }

  /// A push without options and rules.
  public static PushRequest of(GroupingKey key, ParsedBody body, Mode mode) {
    return new PushRequest(key, body, mode, PushPolicy.NONE, "", PushOptions.NONE);
  }
}
