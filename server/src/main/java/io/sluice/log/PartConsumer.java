package io.sluice.log;

import java.io.IOException;

/// Takes the parts of a state, one after the other.
@FunctionalInterface
public interface PartConsumer {
  /// Takes the next part.
  ///
  /// @param bytes of which the part is the first `length`; what they hold changes after the call
  /// @throws IOException if the bytes are no part that this version knows, or one that does not fit
  ///   what came before
  void accept(byte[] bytes, int length) throws IOException;
}
