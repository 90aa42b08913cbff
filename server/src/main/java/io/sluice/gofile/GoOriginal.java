package io.sluice.gofile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/// Keeps the file of a Go Pushgateway under a second name before the first one is used anew.
public final class GoOriginal {
  // A crash can come between any two steps, and the next start does all of them again:
  //
  //   FILE is Go's, nothing beside it       the copy is made under a third name, synced and renamed
  //   FILE is Go's, a torn FILE.pushgateway.part    the copy is made anew
  //   FILE is Go's, FILE.pushgateway equal  nothing to do
  //   FILE is ours                          nobody asks
  //
  // So FILE.pushgateway is either whole or not there, and at every moment the original is under one
  // of the two names. A hard link would be cheaper, but not every file system has them.

  private static final String SUFFIX = ".pushgateway";
  private static final String PART_SUFFIX = ".pushgateway.part";

  private GoOriginal() {}

  /// Where the original of `file` is kept.
  public static Path of(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }

  /// Copies `file` to [#of]. When this returns the copy is on disk under its name.
  ///
  /// @throws FileAlreadyExistsException if something else has that name
  public static void keep(Path file) throws IOException {
    Path kept = of(file);
    if (Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isRegularFile(kept) || Files.mismatch(file, kept) >= 0) {
        throw new FileAlreadyExistsException(
            kept.toString(), null, "in the way of keeping the Pushgateway's file");
      }
      return;
    }
    Path part = file.resolveSibling(file.getFileName() + PART_SUFFIX);
    Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    sync(part, StandardOpenOption.WRITE);
    Files.move(part, kept);
    sync(folder(kept), StandardOpenOption.READ);
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
