package io.sluice.textfile;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Derives the grouping key from the path of a file.
final class FileKey {
  static final String TEXT = ".prom";
  static final String OPENMETRICS = ".om";

  private static final String JOB = "job";

  private FileKey() {}

  /// The key of a file. In the directory itself, the job is the file's name without its extension.
  /// In subfolders, each folder is a label, and so is the file if its name contains an equals sign.
  ///
  /// @param folders the names of the folders between the directory and the file
  /// @throws BadNameException if the path contains no valid key
  static GroupingKey of(List<PathName> folders, PathName file, Names names)
      throws BadNameException {
    var pairs = new LinkedHashMap<String, String>();
    for (PathName folder : folders) {
      put(folder, folder.text(), names, pairs);
    }
    String stem = stem(file.text());
    if (!folders.isEmpty() && stem.indexOf('=') >= 0) {
      put(file, stem, names, pairs);
    } else {
      put(file, JOB + "=" + stem, names, pairs);
    }
    if (pairs.getOrDefault(JOB, "").isEmpty()) {
      throw new BadNameException("job name is required");
    }
    return new GroupingKey(labels(pairs));
  }

  private static String stem(String name) {
    String ending = name.endsWith(TEXT) ? TEXT : OPENMETRICS;
    return name.substring(0, name.length() - ending.length());
  }

  private static void put(PathName part, String pair, Names names, Map<String, String> pairs)
      throws BadNameException {
    if (!part.isValid()) {
      throw new BadNameException("the name is not valid UTF-8");
    }
    int equals = pair.indexOf('=');
    String name = pair.substring(0, equals);
    if (!names.isLabelName(name) || name.startsWith("__")) {
      throw new BadNameException("improper label name \"%s\"".formatted(name));
    }
    if (pairs.put(name, pair.substring(equals + 1)) != null) {
      throw new BadNameException("the path has the label \"%s\" twice".formatted(name));
    }
  }

  private static Labels labels(Map<String, String> pairs) {
    return Labels.of(
        pairs.entrySet().stream()
            .flatMap(pair -> List.of(pair.getKey(), pair.getValue()).stream())
            .toArray(String[]::new));
  }

  /// The path of a file contains no valid grouping key.
  static final class BadNameException extends Exception {
    private static final long serialVersionUID = 1;

    BadNameException(String message) {
      super(message, null, false, false);
    }
  }
}
