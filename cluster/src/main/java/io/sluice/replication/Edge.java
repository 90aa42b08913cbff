package io.sluice.replication;

import io.sluice.log.LogException;
import io.sluice.log.ReplicatedMachine;
import io.sluice.replication.NodeFolder.Member;
import io.sluice.replication.Sequencer.Answer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The entry point of commands: collects the waiting commands of this node to a batch, submits it
/// to the leader, and completes the commands.
// One thread sends one batch at a time; the next batch is collected meanwhile. So the commands of a
// node are applied in their order, and only the last batch of each origin must be remembered.
//
// A batch is retried with the same number, at the current leader, until its outcome is known or its
// deadline has passed. If a leader does not respond but is still followed by the others, the node
// waits: a retry would make a slow leader even slower.
final class Edge<C, O> {
  /// How long a command waits for a leader.
  static final Duration DEADLINE = Duration.ofSeconds(5);

  static final String CLOSED = "the log is closed";

  /// The minimum time to try a batch, independent of how long its first command has waited.
  private static final Duration MIN_TIMEOUT = Duration.ofSeconds(2);

  private static final int MAX_WAITING = 100_000;
  private static final int MAX_BATCHED = 4_096;
  private static final int MAX_BATCH_BYTES = 1 << 20; // 1 MiB
  private static final long IDLE_MILLIS = 200;
  private static final long POLL_MILLIS = 20;
  private static final int RETRY_AFTER_SECONDS = 1;

  private final ReplicatedMachine<C, O> machine;
  private final Sequencer<C, O> sequencer;
  private final Supplier<@Nullable Division> division;
  private final Forwarder forwarder;
  private final Counts counts;
  private final Consumer<Throwable> onFatal;
  private final long origin = new SecureRandom().nextLong();
  private final BlockingQueue<Waiting<C, O>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final Thread thread = Thread.ofPlatform().name("replication").unstarted(this::run);
  private volatile boolean isClosed;
  private volatile boolean isAborted;
  private @Nullable Waiting<C, O> leftOver;
  private long lastNumber;

  private record Waiting<C, O>(
      C command, byte[] proposal, long sinceNanos, CompletableFuture<O> outcome) {}

  /// Sends a batch to another node.
  @FunctionalInterface
  interface Forwarder {
    CompletableFuture<Answer> forward(Member leader, byte[] batch, Duration timeout);
  }

  Edge(
      ReplicatedMachine<C, O> machine,
      Sequencer<C, O> sequencer,
      Supplier<@Nullable Division> division,
      Forwarder forwarder,
      Counts counts,
      Consumer<Throwable> onFatal) {
    this.machine = machine;
    this.sequencer = sequencer;
    this.division = division;
    this.forwarder = forwarder;
    this.counts = counts;
    this.onFatal = onFatal;
  }

  void start() {
    thread.start();
  }

  CompletionStage<O> append(C command) {
    byte[] proposal = machine.encodeProposal(command);
    if (proposal.length > RatisSettings.MAX_COMMAND_BYTES) {
      return CompletableFuture.completedFuture(machine.tooLarge(RatisSettings.MAX_COMMAND_BYTES));
    }
    var one = new Waiting<C, O>(command, proposal, System.nanoTime(), new CompletableFuture<>());
    if (isClosed) {
      return CompletableFuture.failedFuture(closed());
    }
    if (!waiting.offer(one)) {
      return CompletableFuture.failedFuture(
          LogException.notAccepted("write queue is full", RETRY_AFTER_SECONDS));
    }
    if (isClosed && waiting.remove(one)) {
      return CompletableFuture.failedFuture(closed());
    }
    return one.outcome;
  }

  boolean isClosed() {
    return isClosed;
  }

  /// Completes the appended commands and accepts no more.
  void close() {
    isClosed = true;
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Fails the appended commands and accepts no more, because the state may be wrong.
  void abort() {
    isAborted = true;
    isClosed = true;
  }

  private void run() {
    List<Waiting<C, O>> batch = List.of();
    try {
      while (!isClosed || !waiting.isEmpty() || leftOver != null) {
        batch = nextBatch();
        if (!batch.isEmpty()) {
          deliver(batch);
        }
      }
    } catch (Throwable e) {
      isClosed = true;
      fail(batch, closed());
      onFatal.accept(e);
    } finally {
      List<Waiting<C, O>> rest = new ArrayList<>();
      waiting.drainTo(rest);
      fail(rest, closed());
    }
  }

  private List<Waiting<C, O>> nextBatch() throws InterruptedException {
    Waiting<C, O> next = leftOver;
    leftOver = null;
    if (next == null) {
      next = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    }
    List<Waiting<C, O>> batch = new ArrayList<>();
    long bytes = 0;
    while (next != null && batch.size() < MAX_BATCHED) {
      bytes += next.proposal.length;
      if (!batch.isEmpty() && bytes > MAX_BATCH_BYTES) {
        break;
      }
      if (next.sinceNanos + DEADLINE.toNanos() - System.nanoTime() > 0) {
        batch.add(next);
      } else {
        fail(List.of(next), noLeader());
      }
      next = waiting.poll();
    }
    leftOver = next;
    return batch;
  }

  private void deliver(List<Waiting<C, O>> batch) throws InterruptedException {
    long number = ++lastNumber;
    counts.batches.incrementAndGet();
    counts.commands.addAndGet(batch.size());
    long endNanos =
        Math.max(
            batch.getFirst().sinceNanos + DEADLINE.toNanos(),
            System.nanoTime() + MIN_TIMEOUT.toNanos());
    boolean mayBeApplied = false;
    for (int attempt = 0; !isAborted && endNanos - System.nanoTime() > 0; attempt++) {
      if (attempt > 0) {
        Thread.sleep(POLL_MILLIS);
      }
      Division here = division.get();
      Member leader = here == null ? null : here.leader();
      if (here == null || leader == null) {
        continue;
      }
      if (mayBeApplied) {
        counts.retries.incrementAndGet();
      }
      switch (attempt(here, leader, number, batch, endNanos)) {
        case Answer.Done done -> {
          complete(batch, done);
          return;
        }
        case Answer.NotLeader _ -> {}
        case Answer.Unknown _ -> mayBeApplied = true;
      }
    }
    if (mayBeApplied) {
      counts.unknown.addAndGet(batch.size());
    }
    fail(batch, isAborted ? closed() : mayBeApplied ? unknown() : noLeader());
  }

  private Answer attempt(
      Division here, Member leader, long number, List<Waiting<C, O>> batch, long endNanos)
      throws InterruptedException {
    CompletableFuture<Answer> answer;
    if (here.isLeader()) {
      answer = sequencer.submit(origin, number, batch.stream().map(Waiting::command).toList());
    } else {
      counts.forwarded.incrementAndGet();
      answer = forwarder.forward(leader, encode(here, number, batch), left(endNanos));
    }
    while (true) {
      try {
        return answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (isAborted || endNanos - System.nanoTime() <= 0 || !leader.equals(here.leader())) {
          return new Answer.Unknown("no answer");
        }
      } catch (ExecutionException e) {
        return new Answer.Unknown(String.valueOf(e.getCause()));
      }
    }
  }

  private byte[] encode(Division here, long number, List<Waiting<C, O>> batch) {
    byte[] encoded =
        new Batch(here.cluster(), origin, number, batch.stream().map(Waiting::proposal).toList())
            .encode();
    counts.batchBytes.addAndGet(encoded.length);
    return encoded;
  }

  private void complete(List<Waiting<C, O>> batch, Answer.Done done) {
    try {
      List<byte[]> outcomes = Outcomes.decode(done.outcomes());
      if (outcomes.size() != batch.size()) {
        throw new IOException(
            "the number of outcomes is wrong: commands=%d outcomes=%d"
                .formatted(batch.size(), outcomes.size()));
      }
      List<O> decoded = new ArrayList<>(outcomes.size());
      for (byte[] outcome : outcomes) {
        decoded.add(machine.decodeOutcome(outcome));
      }
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).outcome.complete(decoded.get(i));
      }
    } catch (IOException e) {
      fail(batch, unknown());
    }
  }

  private static <C, O> void fail(List<Waiting<C, O>> batch, LogException failure) {
    batch.forEach(one -> one.outcome.completeExceptionally(failure));
  }

  private static Duration left(long endNanos) {
    return Duration.ofNanos(Math.max(1, endNanos - System.nanoTime()));
  }

  private static LogException closed() {
    return LogException.notAccepted(CLOSED, RETRY_AFTER_SECONDS);
  }

  private static LogException noLeader() {
    return LogException.notAccepted(
        "no leader: the cluster cannot accept pushes at the moment", RETRY_AFTER_SECONDS);
  }

  private static LogException unknown() {
    return LogException.unknown(
        "outcome unknown: the cluster did not confirm the push in time; it may have been applied",
        RETRY_AFTER_SECONDS);
  }
}
