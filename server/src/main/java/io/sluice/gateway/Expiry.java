package io.sluice.gateway;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.log.LogException;
import io.sluice.log.Role;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that tells the store what time it is, so that groups and series expire.
///
/// Clients cannot push while the gateway is stopped. So after a start, groups last pushed to before
/// it stay for a grace period, however long they were to live; so do series last pushed before it.
/// A wall clock that jumps ahead counts as a start: what it skipped was no time to push in. So does
/// the election of this node as leader of a cluster; only the leader expires groups.
// The store has no clock. Whatever expires does so by a command that carries the time, and so
// is the same in every replay.
public final class Expiry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Expiry.class);

  private static final Duration TICK = Duration.ofSeconds(1);

  /// How far the wall clock may run away from the steady one between two ticks.
  private static final long JUMP_NANOS = Duration.ofSeconds(30).toNanos();

  /// So that a command with many groups does not hold up pushes.
  private static final int GROUPS_PER_COMMAND = 1_000;

  /// Told of what has expired.
  @FunctionalInterface
  public interface Listener {
    void expired(int groups, int series);
  }

  private final Gateway gateway;
  private final Duration grace;
  private final LongSupplier steadyNanos;
  private final Listener listener;
  private final Thread thread;

  /// When the grace period began, by the wall clock.
  private long graceFromNanos;

  /// When it ends, by the steady clock.
  private long graceEndNanos;

  private long leadingTerm;
  private long lastWallNanos;
  private long lastSteadyNanos;

  Expiry(Gateway gateway, Duration grace, LongSupplier steadyNanos, Listener listener) {
    this.gateway = gateway;
    this.grace = grace;
    this.steadyNanos = steadyNanos;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("expiry").unstarted(this::run);
    this.lastWallNanos = gateway.nowNanos();
    this.lastSteadyNanos = steadyNanos.getAsLong();
    beginGrace();
  }

  /// Starts expiring.
  ///
  /// @param grace how long groups and series stay that were last pushed before the start
  public static Expiry start(Gateway gateway, Duration grace, Listener listener) {
    var expiry = new Expiry(gateway, grace, System::nanoTime, listener);
    expiry.thread.start();
    return expiry;
  }

  /// Stops, after the command at hand at the latest.
  @Override
  public void close() {
    thread.interrupt();
  }

  /// Drops expired groups and series.
  void tick() {
    noticeJump();
    if (!leads()) {
      return;
    }
    long nowNanos = lastWallNanos;
    boolean isGrace = lastSteadyNanos - graceEndNanos < 0;
    long pushedSinceNanos = isGrace ? graceFromNanos : 0;
    while (gateway.hasExpired(nowNanos, pushedSinceNanos)) {
      var expire = new Command.Expire(nowNanos, pushedSinceNanos, GROUPS_PER_COMMAND);
      if (gateway.expire(expire).toCompletableFuture().join() instanceof Outcome.Expired expired) {
        listener.expired(expired.groups(), expired.series());
      }
    }
  }

  /// Whether this node may expire groups. A grace period begins with each term of a leader: no
  /// client could push while there was none, and its clock may differ from that of the last leader.
  private boolean leads() {
    Role role = gateway.role();
    if (role.isLeader() && role.term() != leadingTerm) {
      leadingTerm = role.term();
      beginGrace();
    }
    return role.isLeader();
  }

  private void noticeJump() {
    long wallNanos = gateway.nowNanos();
    long steady = steadyNanos.getAsLong();
    long aheadNanos = (wallNanos - lastWallNanos) - (steady - lastSteadyNanos);
    lastWallNanos = wallNanos;
    lastSteadyNanos = steady;
    if (aheadNanos > JUMP_NANOS) {
      log.atWarn()
          .addKeyValue("seconds", Duration.ofNanos(aheadNanos).toSeconds())
          .log("wall clock jumped forward; expired groups get a grace period");
      beginGrace();
    }
  }

  private void beginGrace() {
    graceFromNanos = lastWallNanos;
    graceEndNanos = lastSteadyNanos + grace.toNanos();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(TICK);
        tryTick();
      }
    } catch (InterruptedException _) {
      // The gateway stops.
    }
  }

  private void tryTick() {
    try {
      tick();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof LogException)) {
        throw e;
      }
      log.atDebug()
          .addKeyValue("err", e.getCause().getMessage())
          .log("expiry suspended: journal not writable");
    }
  }
}
