package io.sluice.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// The names of the files of one journal.
///
/// @param snapshot the file that the user named; all others are in the same folder
record FileNames(String snapshot) {
  private static final String SEGMENT = ".journal.";

  /// The files of the journal whose snapshot is `file`.
  static FileNames of(Path file) {
    return new FileNames(
        Objects.requireNonNull(file.getFileName(), "a file has a name").toString());
  }

  String segment(long number) {
    return snapshot + SEGMENT + number;
  }

  /// The temporary name of a segment or snapshot. The file is ignored until it is renamed.
  String unfinished() {
    return snapshot + ".unfinished";
  }

  String unfinishedSegment() {
    return snapshot + SEGMENT + "unfinished";
  }

  String probe() {
    return snapshot + ".probe";
  }

  String lock() {
    return snapshot + ".lock";
  }

  /// The existing segments by number, in ascending order.
  NavigableMap<Long, String> segments(List<String> files) {
    var segments = new TreeMap<Long, String>();
    String prefix = snapshot + SEGMENT;
    for (String file : files) {
      String number = file.startsWith(prefix) ? file.substring(prefix.length()) : "";
      if (number.matches("[1-9][0-9]{0,17}")) {
        segments.put(Long.parseLong(number), file);
      }
    }
    return segments;
  }
}
