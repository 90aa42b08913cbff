package io.sluice.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A generated section of a document, between two comments that name it.
record GeneratedSection(Path document, String name) {
  /// Replaces the current content by `content`.
  ///
  /// @throws IOException if the document has no such section
  void replace(String content) throws IOException {
    Files.writeString(document, replaced(Files.readString(document), content));
  }

  String replaced(String text, String content) throws IOException {
    String begin = "<!-- " + name + ": begin, made by ./bench -->\n";
    String end = "<!-- " + name + ": end -->\n";
    int from = text.indexOf(begin);
    int to = text.indexOf(end, Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new IOException("no such section: document=" + document + " name=" + name);
    }
    return text.substring(0, from + begin.length()) + "\n" + content + "\n" + text.substring(to);
  }
}
