package io.sluice.log;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A state that only commands change, and that a log makes durable. For the log, commands and parts
/// of the state are opaque bytes.
///
/// @param <C> commands
/// @param <O> outcomes of applying them
public interface StateMachine<C, O> {
  /// Encodes the command, as at least one byte. Called by the thread that appends it.
  byte[] encode(C command);

  /// Decodes the command.
  ///
  /// @throws java.io.IOException if the bytes are not a command that this version knows
  C decode(byte[] bytes) throws java.io.IOException;

  /// The outcome of a command that must be refused at this moment; null if it may be applied.
  /// Called where commands are ordered, before the command is appended to the log. A refused
  /// command changes nothing and is not appended.
  default @Nullable O refusal(C command) {
    return null;
  }

  /// Changes the state. Called for one command at a time, in the order of the log.
  O apply(C command);

  /// The current state, in parts of at least one byte. The call itself must be fast; another thread
  /// reads the parts while other commands are applied.
  Iterator<byte[]> parts();

  /// Restores one of the [#parts] of an earlier run. Called in their order, before any command.
  ///
  /// @param bytes a buffer whose first `length` bytes are the part; it is reused after the call
  /// @throws java.io.IOException if this version does not know the format of the part, or it does
  ///   not fit the state
  void restore(byte[] bytes, int length) throws java.io.IOException;

  /// Called once after all parts were restored.
  ///
  /// @throws java.io.IOException if the parts are inconsistent; the state without the inconsistent
  ///   parts remains usable
  void completeRestore() throws java.io.IOException;
}
