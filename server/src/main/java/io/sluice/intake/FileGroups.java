package io.sluice.intake;

import io.sluice.model.GroupingKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The groups that are read from files of watched directories, which clients must not change.
/// Thread-safe.
public final class FileGroups {
  private final Map<GroupingKey, String> keyToFile = new ConcurrentHashMap<>();

  /// The error message for a client that tries to change a group of `file`.
  public static String message(String file) {
    return "group is read from " + file;
  }

  /// Assigns a group to a file.
  ///
  /// @return the file that already owns the group, or null if `file` owns it now
  public @Nullable String claim(GroupingKey key, String file) {
    String holder = keyToFile.putIfAbsent(key, file);
    return file.equals(holder) ? null : holder;
  }

  /// Releases a group if `file` owns it.
  public void release(GroupingKey key, String file) {
    keyToFile.remove(key, file);
  }

  /// The file that a group is read from, or null.
  public @Nullable String fileOf(GroupingKey key) {
    return keyToFile.get(key);
  }
}
