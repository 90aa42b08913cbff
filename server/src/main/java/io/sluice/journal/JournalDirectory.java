package io.sluice.journal;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/// The folder that a journal lives in, and all that a journal asks of it.
///
/// What was written is durable after [Output#force]; that a file was created, renamed or deleted is
/// durable after [#forceFolder]. Tests put a folder in its place that forgets the rest.
interface JournalDirectory {
  /// The names of the files in the folder, in no order.
  List<String> list() throws IOException;

  /// The content of a file.
  ///
  /// @param arena keeps it readable
  MemorySegment read(String name, Arena arena) throws IOException;

  /// A new file, open for writing.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException if there is one of that name
  Output create(String name) throws IOException;

  /// Makes what is in a file durable.
  void force(String name) throws IOException;

  /// Renames a file, replacing the one called `to` if there is one.
  void rename(String from, String to) throws IOException;

  /// Gives a file a second name.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException if there is a file called `to`
  void link(String from, String to) throws IOException;

  /// Deletes a file if it is there.
  void delete(String name) throws IOException;

  /// Makes the names of files durable.
  void forceFolder() throws IOException;

  /// A file that is written from its beginning to its end.
  interface Output extends Closeable {
    /// Writes all of `bytes`.
    void write(ByteBuffer bytes) throws IOException;

    /// Makes what was written durable.
    void force() throws IOException;
  }
}
