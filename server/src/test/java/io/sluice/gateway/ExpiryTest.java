package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Outcome;
import io.sluice.command.Proposal;
import io.sluice.format.ParsedBody;
import io.sluice.log.CommitLog;
import io.sluice.log.MemoryLog;
import io.sluice.log.Role;
import io.sluice.model.GroupingKey;
import io.sluice.rules.PushPolicy;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import io.sluice.store.index.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpiryTest {
  private static final Duration GRACE = Duration.ofMinutes(5);

  private final Store store = new Store(Map.of());
  private long wallNanos = Duration.ofDays(20_000).toNanos();
  private long steadyNanos = 7;
  private Role role = Role.ALONE;
  private final Gateway gateway =
      new Gateway(
          store,
          new RoleLog(),
          () -> wallNanos,
          new PushSettings(false, Duration.ofHours(1), Duration.ofHours(1)),
          StateLimits.NONE);
  private final List<Integer> expired = new ArrayList<>();
  private Expiry expiry = newExpiry();

  @Test
  void tick_ttlOver_dropsTheGroupAndLeavesATombstone() {
    push("short", Duration.ofMinutes(10));
    push("flag", null);
    push("ever", Duration.ZERO);

    pass(Duration.ofMinutes(10).minusNanos(1));
    assertThat(jobs()).containsExactly("ever", "flag", "short");

    pass(Duration.ofNanos(1));
    assertThat(jobs()).containsExactly("ever", "flag");
    assertThat(expired).containsExactly(1);
    assertThat(store.view().tombstones()).hasSize(1);
    assertThat(store.view().tombstones().getFirst().key()).isEqualTo(digest("short"));

    pass(Duration.ofMinutes(50));
    assertThat(jobs()).containsExactly("ever");
    push("short", null);
    assertThat(store.view().tombstones()).extracting(t -> t.key()).containsExactly(digest("flag"));
  }

  private static Digest digest(String job) {
    return Digest.of(GroupingKey.of("job", job));
  }

  @Test
  void tick_pushedAgain_countsFromTheLastPush() {
    push("a", Duration.ofMinutes(10));
    pass(Duration.ofMinutes(9));
    push("a", Duration.ofMinutes(10));
    pass(Duration.ofMinutes(9));

    assertThat(jobs()).containsExactly("a");
    pass(Duration.ofMinutes(1));
    assertThat(jobs()).isEmpty();
  }

  // Clients cannot push while a gateway is down: would catch groups that expire at its start.
  @Test
  void tick_afterALongStop_waitsForTheGracePeriod() {
    push("before", Duration.ofMinutes(10));
    wallNanos += Duration.ofDays(3).toNanos();
    expiry = newExpiry();
    push("after", Duration.ofMinutes(1));

    pass(Duration.ofMinutes(1));
    assertThat(jobs()).containsExactly("before");
    pass(GRACE.minusMinutes(1).minusNanos(1));
    assertThat(jobs()).containsExactly("before");
    pass(Duration.ofNanos(1));
    assertThat(jobs()).isEmpty();
  }

  @Test
  void tick_clockJumpsAhead_waitsForTheGracePeriod() {
    push("a", Duration.ofMinutes(10));
    pass(GRACE);
    wallNanos += Duration.ofDays(365).toNanos();
    expiry.tick();
    assertThat(jobs()).containsExactly("a");

    pass(GRACE);
    assertThat(jobs()).isEmpty();
  }

  @Test
  void tick_clockJumpsBack_keepsWhatIsLeftToLive() {
    push("a", Duration.ofMinutes(10));
    wallNanos -= Duration.ofDays(1).toNanos();
    push("b", Duration.ofMinutes(10));

    pass(Duration.ofMinutes(10));
    assertThat(jobs()).containsExactly("a");
    pass(Duration.ofDays(1));
    assertThat(jobs()).isEmpty();
  }

  // Nodes that expire by their own clocks would diverge; a new leader's clock may be ahead.
  @Test
  void tick_nodeOfACluster_expiresAsLeaderOnlyAndAfterAGracePeriod() {
    push("a", Duration.ofMinutes(10));
    pass(GRACE);
    role = new Role(Role.Kind.FOLLOWER, 1, "other");
    pass(Duration.ofHours(1));
    assertThat(jobs()).containsExactly("a");

    role = new Role(Role.Kind.LEADER, 2, "self");
    pass(Duration.ofSeconds(1));
    pass(GRACE.minusNanos(1));
    assertThat(jobs()).containsExactly("a");
    role = new Role(Role.Kind.LEADER, 4, "self");
    pass(Duration.ofSeconds(1));
    assertThat(jobs()).containsExactly("a");
    pass(GRACE);
    assertThat(jobs()).isEmpty();
  }

  @Test
  void tick_thousandsAreOver_dropsAllInOneTick() {
    for (int i = 0; i < 2_500; i++) {
      push("j" + i, Duration.ofMinutes(1));
    }
    pass(Duration.ofMinutes(1));

    assertThat(jobs()).isEmpty();
    assertThat(expired).containsExactly(1_000, 1_000, 500);
  }

  private void push(String job, @Nullable Duration ttl) {
    gateway
        .push(
            new PushRequest(
                GroupingKey.of("job", job),
                new ParsedBody(List.of(), false),
                PushRequest.Mode.REPLACE_FAMILIES,
                PushPolicy.NONE,
                "",
                new PushOptions(null, ttl, null)))
        .toCompletableFuture()
        .join();
  }

  private void pass(Duration time) {
    wallNanos += time.toNanos();
    steadyNanos += time.toNanos();
    expiry.tick();
  }

  private Expiry newExpiry() {
    return new Expiry(gateway, GRACE, () -> steadyNanos, (groups, _) -> expired.add(groups));
  }

  /// A log for which the test sets whether this node leads.
  private final class RoleLog implements CommitLog<Proposal, Outcome> {
    private final MemoryLog<Proposal, Outcome> log =
        new MemoryLog<>(new StoreStateMachine(store), FatalFailure::raise);

    @Override
    public CompletionStage<Outcome> append(Proposal proposal) {
      return log.append(proposal);
    }

    @Override
    public Role role() {
      return role;
    }

    @Override
    public @Nullable String problem() {
      return log.problem();
    }

    @Override
    public void close() {
      log.close();
    }
  }

  private Set<String> jobs() {
    var jobs = new TreeSet<String>();
    store.view().forEachGroup(group -> jobs.add(group.key().job()));
    return jobs;
  }
}
