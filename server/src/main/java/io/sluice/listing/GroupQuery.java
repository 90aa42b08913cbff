package io.sluice.listing;

import org.jspecify.annotations.Nullable;

/// Selects the groups to list.
///
/// @param isDescending whether the order is reversed
/// @param scope contains all groups that pass the filter; a narrow scope is found without examining
///   other groups
/// @param limit the maximum number of groups on a page of the list, 1 or more
/// @param after where the previous page ended, or null
public record GroupQuery(
    GroupOrder order,
    boolean isDescending,
    Scope scope,
    GroupFilter filter,
    int limit,
    @Nullable RankedKey after) {

  /// Where to look for groups.
  public sealed interface Scope {}

  /// All groups.
  public record Everywhere() implements Scope {}

  /// The groups of one job.
  public record OfJob(String job) implements Scope {}

  /// The groups with series in one family.
  public record HoldingFamily(String name) implements Scope {}

  /// This query for the page that begins after `place`.
  public GroupQuery from(RankedKey place) {
    return new GroupQuery(order, isDescending, scope, filter, limit, place);
  }
}
