package io.sluice.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Resolves symbolic links.
///
/// The segments and the lock of a journal are named after its snapshot. Two names for one snapshot
/// would create two independent journals.
public final class LinkTarget {
  /// The limit of the Linux kernel.
  private static final int MAX_LINKS = 40;

  private LinkTarget() {}

  /// The target of `file` if it is a symbolic link, else `file` itself. The target need not exist.
  ///
  /// @throws IOException if the links form a cycle
  public static Path of(Path file) throws IOException {
    Path target = file;
    for (int i = 0; Files.isSymbolicLink(target); i++) {
      if (i == MAX_LINKS) {
        throw new IOException("open %s: too many levels of symbolic links".formatted(file));
      }
      Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent(), "a link has one");
      target = folder.resolve(Files.readSymbolicLink(target));
    }
    return target;
  }
}
