package io.sluice.listing;

import org.jspecify.annotations.Nullable;

/// Which groups to list.
///
/// @param isDescending whether the order is turned round
/// @param scope where all groups that pass the filter are; a narrow one is found without going
///   through the others
/// @param limit the most groups of a page, 1 or more
/// @param after where the page before ended, or null
public record GroupQuery(
    GroupOrder order,
    boolean isDescending,
    Scope scope,
    GroupFilter filter,
    int limit,
    @Nullable RankedKey after) {

  /// Where to look for groups.
  public sealed interface Scope {}

  /// Anywhere.
  public record Everywhere() implements Scope {}

  /// Among those of one job.
  public record OfJob(String job) implements Scope {}

  /// Among those that have series in one family.
  public record HoldingFamily(String name) implements Scope {}

  /// This query with the page that begins after `place`.
  public GroupQuery from(RankedKey place) {
    return new GroupQuery(order, isDescending, scope, filter, limit, place);
  }
}
