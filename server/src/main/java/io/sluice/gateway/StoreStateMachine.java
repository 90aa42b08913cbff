package io.sluice.gateway;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.command.Proposal;
import io.sluice.gateway.codec.CommandCodec;
import io.sluice.gateway.codec.OutcomeCodec;
import io.sluice.gateway.codec.ProposalCodec;
import io.sluice.gateway.codec.SnapshotDecoder;
import io.sluice.gateway.codec.SnapshotEncoder;
import io.sluice.gateway.codec.StateDigest;
import io.sluice.log.ReplicatedMachine;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import io.sluice.store.StoreView;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Adapts the store to the interface that a log requires.
public final class StoreStateMachine implements ReplicatedMachine<Proposal, Outcome> {
  private final Store store;
  private final StateLimits limits;

  private SnapshotDecoder partReader;

  /// Without limits: no command is refused.
  public StoreStateMachine(Store store) {
    this(store, StateLimits.NONE);
  }

  /// @param limits on the state, checked before a command is appended to the log
  public StoreStateMachine(Store store, StateLimits limits) {
    this.store = store;
    this.limits = limits;
    this.partReader = new SnapshotDecoder(store);
  }

  @Override
  public byte[] encode(Proposal proposal) {
    return CommandCodec.encode(proposal.command());
  }

  @Override
  public Proposal decode(byte[] bytes) throws IOException {
    return Proposal.of(CommandCodec.decode(bytes));
  }

  @Override
  public byte[] encodeProposal(Proposal proposal) {
    return ProposalCodec.encode(proposal);
  }

  @Override
  public Proposal decodeProposal(byte[] bytes) throws IOException {
    return ProposalCodec.decode(bytes);
  }

  @Override
  public @Nullable Outcome refusal(Proposal proposal) {
    return proposal.command() instanceof Command.Groups groups
            && !proposal.seriesPerPart().isEmpty()
        ? store.overLimit(groups, proposal.seriesPerPart().stream().map(limits::withRule).toList())
        : store.overLimit(proposal.command(), limits.withRule(proposal.seriesPerGroup()));
  }

  @Override
  public Proposal at(Proposal proposal, long nanos) {
    return new Proposal(
        proposal.command().at(nanos), proposal.seriesPerGroup(), proposal.seriesPerPart());
  }

  @Override
  public Outcome apply(Proposal proposal) {
    return store.turn().take(() -> store.apply(proposal.command()));
  }

  @Override
  public byte[] encodeOutcome(Outcome outcome) {
    return OutcomeCodec.encode(outcome);
  }

  @Override
  public Outcome decodeOutcome(byte[] bytes) throws IOException {
    return OutcomeCodec.decode(bytes);
  }

  @Override
  public Outcome tooLarge(int maxBytes) {
    return new Outcome.OverLimit(Outcome.Limit.COMMAND_BYTES, maxBytes);
  }

  @Override
  public Iterator<byte[]> parts() {
    return new SnapshotEncoder(store.turn().take(store::view));
  }

  @Override
  public void restore(byte[] bytes, int length) throws IOException {
    partReader.restore(bytes, length);
  }

  @Override
  public void completeRestore() throws IOException {
    partReader = new SnapshotDecoder(store); // releases the memory of the previous one
    String problem = store.completeRestore();
    if (problem != null) {
      throw new IOException(problem);
    }
  }

  @Override
  public void install(Parts parts) throws IOException {
    store.replace(
        () -> {
          partReader = new SnapshotDecoder(store);
          parts.forEach(this::restore);
          completeRestore();
        });
  }

  @Override
  public Supplier<Long> digest() {
    StoreView view = store.view();
    return () -> StateDigest.of(view);
  }
}
