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

/// A thread that sends the current time to the store, so that groups and series expire.
///
/// Clients cannot push while the gateway is stopped. So groups and series that were last pushed
/// before a start do not expire during a grace period after it. A wall clock that jumps forward is
/// treated like a start, because clients could not push in the skipped time. So is the election of
/// this node as leader of a cluster; only the leader expires groups.
// The store has no clock. Groups and series expire by a command that contains the time, so every
// replay gives the same state.
public final class Expiry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Expiry.class);

  private static final Duration TICK = Duration.ofSeconds(1);

  /// How far the wall clock may get ahead of the monotonic clock between two ticks.
  private static final long JUMP_NANOS = Duration.ofSeconds(30).toNanos();

  /// Limited so that a command with many groups does not delay pushes.
  private static final int GROUPS_PER_COMMAND = 1_000;

  /// Notified of expired groups and series.
  @FunctionalInterface
  public interface Listener {
    void expired(int groups, int series);
  }

  private final Gateway gateway;
  private final Duration grace;
  private final LongSupplier steadyNanos;
  private final Listener listener;
  private final Thread thread;

  /// The start of the grace period, by the wall clock.
  private long graceFromNanos;

  /// The end of the grace period, by the monotonic clock.
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

  /// Starts the thread.
  ///
  /// @param grace how long groups and series that were last pushed before the start are kept
  public static Expiry start(Gateway gateway, Duration grace, Listener listener) {
    var expiry = new Expiry(gateway, grace, System::nanoTime, listener);
    expiry.thread.start();
    return expiry;
  }

  /// Stops, at the latest after the current command.
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
  /// client could push while there was no leader, and the clocks of two leaders may differ.
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
      // The gateway is stopping.
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
