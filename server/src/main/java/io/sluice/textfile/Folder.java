package io.sluice.textfile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A watched directory or a subfolder of one.
///
/// @param text the path in messages and in the state
/// @param labels the names of the folders from the directory down to this one
record Folder(Path path, String text, List<PathName> labels) {
  Folder {
    labels = List.copyOf(labels);
  }

  static Folder root(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return new Folder(absolute, absolute.toString(), List.of());
  }

  /// A subfolder of this folder.
  Folder below(Path child, PathName name) {
    var below = new ArrayList<>(labels);
    below.add(name);
    return new Folder(child, textOf(name), below);
  }

  /// The complete path of a file in this folder.
  String textOf(PathName name) {
    return text.endsWith("/") ? text + name.text() : text + "/" + name.text();
  }

  /// Whether a file is in this folder or in a subfolder.
  boolean holds(String file) {
    return file.startsWith(text.endsWith("/") ? text : text + "/");
  }
}
