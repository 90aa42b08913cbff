package io.sluice.textfile;

import io.sluice.model.GroupingKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The state of one file.
final class Textfile {
  /// How long a file must be unchanged before it is read, and missing before its group is deleted.
  static final long REST_NANOS = 1_000_000_000L;

  /// The complete path in messages and in the state.
  final String name;

  final Path path;

  /// The key from its path; null if the path contains no valid key.
  final @Nullable GroupingKey key;

  /// Its group; null if it has none yet.
  @Nullable GroupingKey group;

  /// Its problem, or null.
  @Nullable String problem;

  /// Whether the same content may be accepted later.
  boolean isRetried;

  /// The stamp of the last scan; null if the file cannot be accessed.
  private @Nullable FileStamp seen;

  /// The stamp when it was last read, or null.
  private @Nullable FileStamp read;

  /// Until the first scan: the modification time of the version in the state; else 0.
  private long restoredNanos;

  private long restSinceNanos;
  private boolean isAtRest;
  private boolean isMissing;
  private boolean isDueAgain;
  private boolean isPostponed;
  private boolean isOnlyRestored;

  Textfile(String name, Path path, @Nullable GroupingKey key) {
    this.name = name;
    this.path = path;
    this.key = key;
  }

  /// Called if the state contains a version of the file with this modification time.
  void restored(GroupingKey restoredGroup, long changeNanos) {
    group = restoredGroup;
    restoredNanos = changeNanos;
    isOnlyRestored = true;
  }

  /// Whether it is only known from the state, and was not scanned yet.
  boolean isOnlyRestored() {
    return isOnlyRestored;
  }

  /// Copies the state of a file that was only known from the state.
  void restoredFrom(Textfile known) {
    group = known.group;
    restoredNanos = known.restoredNanos;
  }

  /// Called when a scan found the file.
  ///
  /// @param isKnownAtRest whether it may be read at once
  void found(FileStamp stamp, boolean isKnownAtRest, long nowNanos) {
    if (restoredNanos != 0 && stamp.changeNanos() == restoredNanos) {
      read = stamp;
    }
    restoredNanos = 0;
    isMissing = false;
    if (!stamp.equals(seen)) {
      seen = stamp;
      restSinceNanos = nowNanos;
      isAtRest = isKnownAtRest;
    }
  }

  /// Called when the file exists but cannot be accessed. Its group keeps its content.
  void unseen() {
    isMissing = false;
    seen = null;
    read = null;
  }

  /// Called when the file does not exist.
  void missing(long nowNanos) {
    seen = null;
    if (!isMissing) {
      isMissing = true;
      restSinceNanos = nowNanos;
    }
  }

  boolean isMissing() {
    return isMissing;
  }

  @Nullable FileStamp seen() {
    return seen;
  }

  /// Whether the current version of the file was read before.
  boolean isReadAgain() {
    return seen != null && seen.equals(read);
  }

  /// Whether the current version was read and must not be retried.
  boolean isSettled() {
    return isPostponed || (!isMissing && !isDueAgain && (seen == null || seen.equals(read)));
  }

  /// Postpones the file until [#tryAgain].
  void postpone() {
    isPostponed = true;
  }

  void tryAgain() {
    isPostponed = false;
    isDueAgain = isRetried;
  }

  void wasRead(FileStamp stamp) {
    read = stamp;
    isDueAgain = false;
  }

  /// When the file is due, by the monotonic clock.
  long dueNanos() {
    return isAtRest && !isMissing ? restSinceNanos : restSinceNanos + REST_NANOS;
  }
}
