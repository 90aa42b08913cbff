package io.sluice.journal;

import java.io.IOException;

/// Another process uses the same file.
public final class FileLockedException extends IOException {
  private static final long serialVersionUID = 1;

  FileLockedException(String file, String holder) {
    super("%s is in use by process %s".formatted(file, holder));
  }
}
