package io.sluice.textfile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A watched directory, or a folder below one.
///
/// @param text the path as messages and the state have it
/// @param labels the names of the folders from the directory down to this one
record Folder(Path path, String text, List<PathName> labels) {
  Folder {
    labels = List.copyOf(labels);
  }

  static Folder root(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return new Folder(absolute, absolute.toString(), List.of());
  }

  /// A folder in this one.
  Folder below(Path child, PathName name) {
    var below = new ArrayList<>(labels);
    below.add(name);
    return new Folder(child, textOf(name), below);
  }

  /// The whole path of a file in this folder.
  String textOf(PathName name) {
    return text.endsWith("/") ? text + name.text() : text + "/" + name.text();
  }

  /// Whether a file is in this folder, or below.
  boolean holds(String file) {
    return file.startsWith(text.endsWith("/") ? text : text + "/");
  }
}
