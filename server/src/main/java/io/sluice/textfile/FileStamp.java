package io.sluice.textfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Identifies a version of a file, to detect changes.
///
/// @param changeNanos the modification time, in nanoseconds since 1970; at least 1
/// @param id identifies the file; another file may have taken its name
record FileStamp(long size, long changeNanos, @Nullable Object id) {
  /// The stamp of a file, or of the target of a link.
  ///
  /// @throws IOException if it is not a regular file or cannot be accessed
  static FileStamp of(Path path) throws IOException {
    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new IOException("is a directory");
    }
    if (!attributes.isRegularFile()) {
      throw new IOException("not a regular file"); // reading a pipe would wait for its writer
    }
    return new FileStamp(
        attributes.size(), nanos(attributes.lastModifiedTime()), attributes.fileKey());
  }

  /// Whether the file was created by a rename or a link, which changes the inode but not the
  /// content.
  boolean cameByRename(Path path) throws IOException {
    try {
      return Files.getAttribute(path, "unix:ctime") instanceof FileTime time
          && nanos(time) > changeNanos;
    } catch (UnsupportedOperationException | IllegalArgumentException _) {
      return false; // not supported by this file system
    }
  }

  private static long nanos(FileTime time) {
    return Math.max(1, time.to(TimeUnit.NANOSECONDS));
  }
}
