package io.sluice.log;

import java.io.IOException;
import java.util.function.Supplier;

/// A state machine of which each node of a cluster has one. The same commands give the same state
/// and the same outcomes on all of them.
///
/// @param <C> commands
/// @param <O> outcomes of applying them
public interface ReplicatedMachine<C, O> extends StateMachine<C, O> {
  /// The command as bytes for the node that orders commands: what [#encode] writes, and what
  /// [#refusal] needs to know there.
  byte[] encodeProposal(C command);

  /// The command of these bytes.
  ///
  /// @throws IOException if they are no command that this version knows
  C decodeProposal(byte[] bytes) throws IOException;

  /// The same command, as if it had come at `nanos`.
  ///
  /// @param nanos since 1970
  C at(C command, long nanos);

  byte[] encodeOutcome(O outcome);

  /// The outcome of these bytes.
  ///
  /// @throws IOException if they are no outcome that this version knows
  O decodeOutcome(byte[] bytes) throws IOException;

  /// The outcome of a command that has more than `most` bytes.
  O tooLarge(int most);

  /// Replaces all that the state holds. Readers and commands wait meanwhile, so they see the state
  /// before or the state after.
  ///
  /// @throws IOException if the parts cannot be read or do not fit each other; the state is of no
  ///   use then
  void install(Parts parts) throws IOException;

  /// A number that is the same on two nodes if their states are. The call itself is quick; the
  /// number is computed when the supplier is asked, while commands go on being applied.
  Supplier<Long> digest();

  /// The parts of a state, which come in order.
  @FunctionalInterface
  interface Parts {
    /// Passes each part to `target`.
    void forEach(PartConsumer target) throws IOException;
  }
}
