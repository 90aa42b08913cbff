package io.sluice.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Prevents a second process from using the files of a journal.
// The lock file is never deleted: otherwise a process that waits for the deleted file and a process
// that created a new one would both believe that they hold the lock.
final class JournalLock implements AutoCloseable {
  private static final int MAX_PID_BYTES = 32;

  private final FileChannel channel;

  private JournalLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Acquires the lock, and writes the id of this process to the file.
  ///
  /// @throws FileLockedException if another process holds it
  static JournalLock take(LocalDisk disk, FileNames names) throws IOException {
    Path file = disk.folder().resolve(names.lock());
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS), // a link's target would be overwritten
            disk.ownerOnly());
    try {
      if (lock(channel) == null) {
        throw new FileLockedException(names.snapshot(), holder(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid()), 0);
      return new JournalLock(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(MAX_PID_BYTES);
    channel.read(pid, 0);
    return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
  }

  private static byte[] pid() {
    return (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
