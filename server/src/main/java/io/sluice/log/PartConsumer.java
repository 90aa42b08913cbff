package io.sluice.log;

import java.io.IOException;

/// Takes the parts of a state, one after the other.
@FunctionalInterface
public interface PartConsumer {
  /// Takes the next part.
  ///
  /// @param bytes a buffer whose first `length` bytes are the part; it is reused after the call
  /// @throws IOException if this version does not know the format of the part, or it does not fit
  ///   the previous parts
  void accept(byte[] bytes, int length) throws IOException;
}
