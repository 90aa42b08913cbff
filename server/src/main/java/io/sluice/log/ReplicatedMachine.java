package io.sluice.log;

import java.io.IOException;
import java.util.function.Supplier;

/// A state machine that is replicated on each node of a cluster. The same commands produce the same
/// state and the same outcomes on all nodes.
///
/// @param <C> commands
/// @param <O> outcomes of applying them
public interface ReplicatedMachine<C, O> extends StateMachine<C, O> {
  /// Encodes the command for the node that orders commands: what [#encode] writes, plus the data
  /// that [#refusal] needs there.
  byte[] encodeProposal(C command);

  /// Decodes the command.
  ///
  /// @throws IOException if the bytes are not a command that this version knows
  C decodeProposal(byte[] bytes) throws IOException;

  /// The same command with the time `nanos`.
  ///
  /// @param nanos since 1970
  C at(C command, long nanos);

  byte[] encodeOutcome(O outcome);

  /// Decodes the outcome.
  ///
  /// @throws IOException if the bytes are not an outcome that this version knows
  O decodeOutcome(byte[] bytes) throws IOException;

  /// The outcome of a command that is larger than `maxBytes` bytes.
  O tooLarge(int maxBytes);

  /// Replaces the whole state. Readers and commands wait meanwhile, so they see either the old or
  /// the new state.
  ///
  /// @throws IOException if the parts cannot be read or are inconsistent; the state is unusable
  ///   then
  void install(Parts parts) throws IOException;

  /// A checksum that is equal on two nodes if their states are equal. The call itself is fast; the
  /// supplier computes the checksum, while other commands can be applied.
  Supplier<Long> digest();

  /// The parts of a state, in order.
  @FunctionalInterface
  interface Parts {
    /// Passes each part to `target`.
    void forEach(PartConsumer target) throws IOException;
  }
}
