package io.sluice.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A file whose content is requested repeatedly. It is read only if it may have changed.
// A check costs one stat(2). Time, size and inode do not distinguish two versions that were written
// within one tick of the file system's clock. So a file that has just changed is read at each check
// until it has been unchanged for a while; the next change then has another time. The stamp is
// taken before the content, so a concurrent write is found by the next check. A file that could not
// be read is also read at each check, because permissions or free descriptors may return without a
// change of the file.
public final class WatchedFile {
  /// Longer than the clock tick of any file system.
  private static final long REST_MILLIS = 2_000;

  private record Stamp(FileTime modified, long size, @Nullable Object key) {}

  /// @param stamp null if the file could not be accessed
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

  /// The content of the file: the same object until it changes.
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
