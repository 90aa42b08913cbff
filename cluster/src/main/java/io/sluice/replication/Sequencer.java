package io.sluice.replication;

import io.sluice.log.ReplicatedMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftClientReply;
import org.jspecify.annotations.Nullable;

/// Processes batches on the leader, its own and those of other nodes: checks the limits, adds
/// timestamps, and appends.
final class Sequencer<C, O> {
  private final ReplicatedMachine<C, O> machine;
  private final Supplier<@Nullable Division> division;
  private final LongSupplier wallNanos;
  private final IntSupplier entryVersion;

  /// The result of a batch.
  sealed interface Answer {
    /// It was applied.
    ///
    /// @param index of its entry in the log
    record Done(long index, byte[] outcomes) implements Answer {}

    /// This attempt did not append it, because this node is not the leader or not ready.
    record NotLeader() implements Answer {}

    /// It may be in the log, or may be appended later.
    record Unknown(String reason) implements Answer {}
  }

  /// @param entryVersion the version of entries that all nodes support
  Sequencer(
      ReplicatedMachine<C, O> machine,
      Supplier<@Nullable Division> division,
      LongSupplier wallNanos,
      IntSupplier entryVersion) {
    this.machine = machine;
    this.division = division;
    this.wallNanos = wallNanos;
    this.entryVersion = entryVersion;
  }

  /// Appends a batch of another node.
  CompletableFuture<Answer> submit(Batch batch) throws IOException {
    List<C> commands = new ArrayList<>(batch.proposals().size());
    for (byte[] proposal : batch.proposals()) {
      commands.add(machine.decodeProposal(proposal));
    }
    return submit(batch.origin(), batch.number(), commands);
  }

  /// Appends a batch.
  CompletableFuture<Answer> submit(long origin, long number, List<C> commands) {
    Division leading = division.get();
    if (leading == null || !leading.isLeaderReady()) {
      return CompletableFuture.completedFuture(new Answer.NotLeader());
    }
    List<C> accepted = new ArrayList<>(commands.size());
    List<Entry.Item> items = new ArrayList<>(commands.size());
    for (C command : commands) {
      O refusal = machine.refusal(command);
      if (refusal == null) {
        accepted.add(command);
        items.add(new Entry.Item(false, machine.encode(command)));
      } else {
        items.add(new Entry.Item(true, machine.encodeOutcome(refusal)));
      }
    }
    var entry = new Entry.Commands(origin, number, wallNanos.getAsLong(), items);
    return leading
        .append(LeaderEntry.of(entry, entryVersion.getAsInt(), accepted))
        .handle(Sequencer::answer);
  }

  private static Answer answer(@Nullable RaftClientReply reply, @Nullable Throwable failure) {
    if (reply != null && reply.isSuccess() && reply.getMessage() != null) {
      byte[] outcomes = reply.getMessage().getContent().toByteArray();
      if (outcomes.length > 0) {
        return new Answer.Done(reply.getLogIndex(), outcomes);
      }
    }
    Throwable reason = failure != null || reply == null ? failure : reply.getException();
    return new Answer.Unknown(reason == null ? "no answer" : String.valueOf(reason.getMessage()));
  }

  /// Encodes an answer for the requesting node.
  static byte[] encode(Answer answer) {
    return switch (answer) {
      case Answer.Done done ->
          new WireWriter().octet(0).number(done.index).blob(done.outcomes).toBytes();
      case Answer.NotLeader _ -> new WireWriter().octet(1).toBytes();
      case Answer.Unknown unknown -> new WireWriter().octet(2).text(unknown.reason).toBytes();
    };
  }

  static Answer decode(byte[] bytes) throws IOException {
    var in = new WireReader(bytes);
    int kind = in.octet();
    return switch (kind) {
      case 0 -> new Answer.Done(in.longNumber(), in.blob());
      case 1 -> new Answer.NotLeader();
      case 2 -> new Answer.Unknown(in.text());
      default -> throw new IOException("unknown answer: kind=" + kind);
    };
  }
}
