package io.sluice.textfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What tells whether a file was changed.
///
/// @param changeNanos when its content was last changed, in nanoseconds since 1970; at least 1
/// @param id which file it is; another one may have taken the name
record FileStamp(long size, long changeNanos, @Nullable Object id) {
  /// The stamp of a file, or of the file that a link leads to.
  ///
  /// @throws IOException if it is none that can be read, or cannot be looked at
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

  /// Whether the file has come by a rename or a link: that changes the inode and not the content.
  boolean cameByRename(Path path) throws IOException {
    try {
      return Files.getAttribute(path, "unix:ctime") instanceof FileTime time
          && nanos(time) > changeNanos;
    } catch (UnsupportedOperationException | IllegalArgumentException _) {
      return false; // no such file system
    }
  }

  private static long nanos(FileTime time) {
    return Math.max(1, time.to(TimeUnit.NANOSECONDS));
  }
}
