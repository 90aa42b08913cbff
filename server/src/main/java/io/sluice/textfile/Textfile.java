package io.sluice.textfile;

import io.sluice.model.GroupingKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What is known of one file.
final class Textfile {
  /// How long a file has to be at rest before it is read, and away before its group is dropped.
  static final long REST_NANOS = 1_000_000_000L;

  /// The whole path as messages and the state have it.
  final String name;

  final Path path;

  /// What its name says; null if that is no key.
  final @Nullable GroupingKey key;

  /// The group that it has; null if it has none yet.
  @Nullable GroupingKey group;

  /// What is wrong with it, or null.
  @Nullable String problem;

  /// Whether the same content may be taken later.
  boolean isRetried;

  /// The file as it is now; null if it cannot be looked at.
  private @Nullable FileStamp seen;

  /// The file as it was read last, or null.
  private @Nullable FileStamp read;

  /// The change time of what the state holds of it, before it is first looked at; else 0.
  private long restoredNanos;

  private long restSinceNanos;
  private boolean isAtRest;
  private boolean isGone;
  private boolean isDueAgain;
  private boolean isPostponed;
  private boolean isOnlyRestored;

  Textfile(String name, Path path, @Nullable GroupingKey key) {
    this.name = name;
    this.path = path;
    this.key = key;
  }

  /// The state holds the file as it was at this time, by its own clock.
  void restored(GroupingKey restoredGroup, long changeNanos) {
    group = restoredGroup;
    restoredNanos = changeNanos;
    isOnlyRestored = true;
  }

  /// Whether only the state is known of it, and the file was not looked at yet.
  boolean isOnlyRestored() {
    return isOnlyRestored;
  }

  /// The same of a file of which only the state was known.
  void restoredFrom(Textfile known) {
    group = known.group;
    restoredNanos = known.restoredNanos;
  }

  /// The file was looked at.
  ///
  /// @param isKnownAtRest whether it may be read at once
  void found(FileStamp stamp, boolean isKnownAtRest, long nowNanos) {
    if (restoredNanos != 0 && stamp.changeNanos() == restoredNanos) {
      read = stamp;
    }
    restoredNanos = 0;
    isGone = false;
    if (!stamp.equals(seen)) {
      seen = stamp;
      restSinceNanos = nowNanos;
      isAtRest = isKnownAtRest;
    }
  }

  /// The file is there, and cannot be looked at. Its group keeps what it holds.
  void unseen() {
    isGone = false;
    seen = null;
    read = null;
  }

  /// The file is not there.
  void missing(long nowNanos) {
    seen = null;
    if (!isGone) {
      isGone = true;
      restSinceNanos = nowNanos;
    }
  }

  boolean isGone() {
    return isGone;
  }

  @Nullable FileStamp seen() {
    return seen;
  }

  /// Whether the file was read before as it is now.
  boolean isReadAgain() {
    return seen != null && seen.equals(read);
  }

  /// Whether it is as it was when it was last read, and is to stay so.
  boolean isSettled() {
    return isPostponed || (!isGone && !isDueAgain && (seen == null || seen.equals(read)));
  }

  /// Nothing is to be done until [#tryAgain].
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

  /// When there is something to do, by the steady clock.
  long dueNanos() {
    return isAtRest && !isGone ? restSinceNanos : restSinceNanos + REST_NANOS;
  }
}
