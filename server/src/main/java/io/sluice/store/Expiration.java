package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.merge.FamilyMerge;
import io.sluice.model.MetricFamily;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.Digest;
import io.sluice.store.index.NameSet;
import io.sluice.store.index.Tombstone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Drops expired groups and series.
final class Expiration {
  private Expiration() {}

  /// Whether the command would drop anything.
  static boolean hasDue(Command.Expire expire, StoreState state) {
    return !due(expire, state).isEmpty();
  }

  static Outcome apply(Command.Expire expire, StoreState state) {
    int expiredGroups = 0;
    long seriesBefore = state.seriesCount();
    for (GroupRecord group : due(expire, state)) {
      if (group.expiryNanos() <= expire.nowNanos()) {
        state.remove(group.key());
        state.tombstones.add(
            new Tombstone(
                Digest.of(group.key()), expire.nowNanos(), group.pushStats().pushNanos()));
        expiredGroups++;
      } else {
        expireSeries(group, expire, state);
      }
    }
    state.tombstones.dropOlderThanKept(expire.nowNanos());
    return new Outcome.Expired(expiredGroups, Math.toIntExact(seriesBefore - state.seriesCount()));
  }

  private static List<GroupRecord> due(Command.Expire expire, StoreState state) {
    return state
        .deadlines
        .due(expire.nowNanos(), expire.maxGroups(), slot -> isOver(state.group(slot), expire))
        .stream()
        .map(state::group)
        .toList();
  }

  /// During a grace period, each series has one too: a push of one client to the group does not
  /// mean that the other clients could push.
  private static boolean isOver(GroupRecord group, Command.Expire expire) {
    boolean isGrace = expire.pushedSinceNanos() > 0;
    if (!isGrace) {
      return true;
    }
    if (group.pushStats().pushNanos() < expire.pushedSinceNanos()) {
      return false;
    }
    boolean hasSeries =
        !expire.keepsAllSeries()
            && group.firstSeriesExpiryNanos(expire.pushedSinceNanos()) <= expire.nowNanos();
    return hasSeries || group.expiryNanos() <= expire.nowNanos();
  }

  private static void expireSeries(GroupRecord group, Command.Expire expire, StoreState state) {
    long seenBeforeNanos = expire.nowNanos() - group.lifetimes().seriesTtlNanos() + 1;
    boolean isGrace = expire.pushedSinceNanos() > 0;
    long seenFromNanos = isGrace ? expire.pushedSinceNanos() : Long.MIN_VALUE;
    var aggregationStates = new HashMap<>(group.aggregationStates());
    var changed = new ArrayList<StoredFamily>();
    group
        .aggregationStates()
        .forEach(
            (name, aggregationState) -> {
              StoredFamily stored = state.storedAt(group.slot(), name);
              if (stored == null
                  || FamilyMerge.oldestSeenNanos(aggregationState, seenFromNanos)
                      >= seenBeforeNanos) {
                return;
              }
              MetricFamily family = stored.family();
              var kept =
                  FamilyMerge.expire(family, aggregationState, seenFromNanos, seenBeforeNanos);
              aggregationStates.remove(name);
              if (kept != null && kept.state().length > 0) {
                aggregationStates.put(name, kept.state());
              }
              changed.add(
                  StoredFamily.of(
                      kept == null ? GroupChange.withoutSeries(family) : kept.family(),
                      stored.receivedNanos()));
            });
    changed.sort(StoredFamily.BY_NAME);
    NameSet names = state.nameSets.merged(group.names(), changed);
    state.put(
        group,
        changed,
        group.withAggregationStates(names, aggregationStates),
        GroupChange.removedNames(group.names(), changed));
  }
}
