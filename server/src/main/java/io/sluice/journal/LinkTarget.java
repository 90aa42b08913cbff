package io.sluice.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Finds the file that a name stands for.
///
/// The segments and the lock of a journal are named after its snapshot. Under two names for one
/// snapshot there would be two journals, neither of which knows of the other.
public final class LinkTarget {
  /// As the kernel has it.
  private static final int MOST_LINKS = 40;

  private LinkTarget() {}

  /// What `file` leads to if it is a symbolic link, which need not exist; else `file` itself.
  ///
  /// @throws IOException if links lead in a circle
  public static Path of(Path file) throws IOException {
    Path target = file;
    for (int i = 0; Files.isSymbolicLink(target); i++) {
      if (i == MOST_LINKS) {
        throw new IOException("open %s: too many levels of symbolic links".formatted(file));
      }
      Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent(), "a link has one");
      target = folder.resolve(Files.readSymbolicLink(target));
    }
    return target;
  }
}
