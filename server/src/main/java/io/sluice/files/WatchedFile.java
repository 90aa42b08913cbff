package io.sluice.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A file that is asked for its content again and again, and read only when it may have changed.
// A look costs one stat(2). Time, size and inode cannot tell two contents written within one
// tick of the file system's clock, so a file that was changed a moment ago is read with each
// look until it has rested: then the next change has another time. The stamp is taken before
// the content, so what is written meanwhile is found by the next look. A file that could not be
// read is read with each look too: rights, or free descriptors, come back without a change.
public final class WatchedFile {
  /// Longer than any file system's clock ticks.
  private static final long REST_MILLIS = 2_000;

  private record Stamp(FileTime modified, long size, @Nullable Object key) {}

  /// @param stamp null if the file could not be looked at
  private record Observation(@Nullable Stamp stamp, boolean isRested, FileContent content) {}

  private final Path path;
  private final InstantSource clock;
  private final Function<Path, FileContent> reader;
  private volatile @Nullable Observation last;

  public WatchedFile(Path path, InstantSource clock) {
    this(path, clock, FileContent::of);
  }

  WatchedFile(Path path, InstantSource clock, Function<Path, FileContent> reader) {
    this.path = path;
    this.clock = clock;
    this.reader = reader;
  }

  /// What the file holds: the same object as long as that does not change.
  public FileContent read() {
    Observation known = last;
    if (known != null && known.isRested && known.stamp != null && known.stamp.equals(stamp())) {
      return known.content;
    }
    return readAgain();
  }

  private synchronized FileContent readAgain() {
    long now = clock.millis();
    Stamp stamp = stamp();
    FileContent fresh = reader.apply(path);
    FileContent before = last == null ? fresh : last.content;
    FileContent content = fresh.isLike(before) ? before : fresh;
    boolean isRested =
        stamp != null && fresh.isRead() && now - stamp.modified.toMillis() > REST_MILLIS;
    last = new Observation(stamp, isRested, content);
    return content;
  }

  private @Nullable Stamp stamp() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException _) {
      return null;
    }
  }
}
