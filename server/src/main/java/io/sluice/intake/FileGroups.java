package io.sluice.intake;

import io.sluice.model.GroupingKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The groups that are read from files of watched directories, which clients may not change. Any
/// thread may call it.
public final class FileGroups {
  private final Map<GroupingKey, String> keyToFile = new ConcurrentHashMap<>();

  /// What a client is told that wants to change a group of `file`.
  public static String message(String file) {
    return "group is read from " + file;
  }

  /// Takes a group for a file.
  ///
  /// @return the file that has it already, or null if `file` has it now
  public @Nullable String claim(GroupingKey key, String file) {
    String holder = keyToFile.putIfAbsent(key, file);
    return file.equals(holder) ? null : holder;
  }

  /// Gives a group up, if `file` has it.
  public void release(GroupingKey key, String file) {
    keyToFile.remove(key, file);
  }

  /// The file that a group is read from, or null.
  public @Nullable String fileOf(GroupingKey key) {
    return keyToFile.get(key);
  }
}
