package io.sluice.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// The files of one journal.
///
/// @param snapshot the file that the user named; all others are beside it
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

  /// A segment or snapshot on its way; without meaning until it is renamed.
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

  /// The segments that are there, by number, ascending.
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
