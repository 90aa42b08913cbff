package io.sluice.log;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// What a journal keeps safe: a state that only commands change. Commands and parts of the state
/// are bytes to the journal.
///
/// @param <C> commands
/// @param <O> outcomes of applying them
public interface StateMachine<C, O> {
  /// The command as bytes, at least one. Called by the thread that appends it.
  byte[] encode(C command);

  /// The command of these bytes.
  ///
  /// @throws java.io.IOException if they are no command that this version knows
  C decode(byte[] bytes) throws java.io.IOException;

  /// Why a command may not be applied at this moment, as its outcome; null if it may. Asked where
  /// commands are ordered, before the command goes to the log. Nothing is changed or logged then.
  default @Nullable O refusal(C command) {
    return null;
  }

  /// Changes the state. One command at a time, in the order of the log.
  O apply(C command);

  /// The state at this moment, in parts of at least one byte. The call itself must be quick; the
  /// parts are taken on another thread, while commands go on being applied.
  Iterator<byte[]> parts();

  /// Takes back one of the [#parts] of an earlier run, in their order, before any command.
  ///
  /// @param bytes of which the part is the first `length`; what they hold changes after the call
  /// @throws java.io.IOException if the bytes are no part that this version knows, or one that does
  ///   not fit what is there
  void restore(byte[] bytes, int length) throws java.io.IOException;

  /// To be called once when all parts there are were put into the state.
  ///
  /// @throws java.io.IOException if they do not fit each other; what remains without those that do
  ///   not is a state all the same
  void completeRestore() throws java.io.IOException;
}
