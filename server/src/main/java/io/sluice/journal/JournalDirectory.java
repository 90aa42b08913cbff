package io.sluice.journal;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/// The folder of a journal, with the operations that a journal needs.
///
/// Written bytes are durable after [Output#force]; created, renamed and deleted names are durable
/// after [#forceFolder]. Tests use an implementation that loses everything else.
interface JournalDirectory {
  /// The names of the files in the folder, in arbitrary order.
  List<String> list() throws IOException;

  /// The content of a file.
  ///
  /// @param arena the lifetime of the mapping
  MemorySegment read(String name, Arena arena) throws IOException;

  /// Creates a file and opens it for writing.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException if a file with that name exists
  Output create(String name) throws IOException;

  /// Makes the content of a file durable.
  void force(String name) throws IOException;

  /// Renames a file, and replaces the file called `to` if it exists.
  void rename(String from, String to) throws IOException;

  /// Creates a hard link.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException if a file called `to` exists
  void link(String from, String to) throws IOException;

  /// Deletes a file if it exists.
  void delete(String name) throws IOException;

  /// Makes the names of files durable.
  void forceFolder() throws IOException;

  /// A file that is written sequentially.
  interface Output extends Closeable {
    /// Writes all remaining bytes of the buffer.
    void write(ByteBuffer bytes) throws IOException;

    /// Makes the written bytes durable.
    void force() throws IOException;
  }
}
