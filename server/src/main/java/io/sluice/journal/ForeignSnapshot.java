package io.sluice.journal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;

/// A state that another program wrote, to be taken over once.
public interface ForeignSnapshot {
  /// What is appended to the name of the original, which is kept.
  String suffix();

  /// Whether the file looks like one of the other program's.
  boolean accepts(MemorySegment file);

  /// Its content as the parts that a [StateMachine] of this program would give for the same state.
  ///
  /// @throws IOException with the reason if it is damaged; nothing on disk is changed then
  Iterator<byte[]> parts(MemorySegment file) throws IOException;
}
