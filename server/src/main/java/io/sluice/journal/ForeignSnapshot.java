package io.sluice.journal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;

/// A file format of another program, which is imported once.
public interface ForeignSnapshot {
  /// The suffix for the name under which the original file is kept.
  String suffix();

  /// Whether the file seems to have this format.
  boolean accepts(MemorySegment file);

  /// Converts the content to the parts that a [StateMachine] would produce for the same state.
  ///
  /// @throws IOException with the reason if the file is damaged; nothing on disk is changed then
  Iterator<byte[]> parts(MemorySegment file) throws IOException;
}
