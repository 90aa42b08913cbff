package io.sluice.textfile;

import io.sluice.model.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;

/// The last part of a path as text.
///
/// @param text the name, where invalid UTF-8 is replaced
/// @param isValid whether it is UTF-8
record PathName(String text, boolean isValid) {
  // A path stores the bytes of its name. Path.toString decodes them with the locale's encoding,
  // which for a service is often ASCII; a URI contains the bytes themselves.

  static PathName of(Path path) {
    String text = String.valueOf(path.getFileName());
    if (text.chars().allMatch(c -> c < 0x80)) {
      return new PathName(text, true);
    }
    String decoded = Utf8.decode(bytes(path));
    return new PathName(Utf8.replaceInvalid(decoded), Utf8.isValid(decoded));
  }

  private static byte[] bytes(Path path) {
    String encoded = path.toUri().getRawPath();
    int end = encoded.endsWith("/") ? encoded.length() - 1 : encoded.length();
    var bytes = new ByteArrayOutputStream();
    for (int i = encoded.lastIndexOf('/', end - 1) + 1; i < end; i++) {
      if (encoded.charAt(i) == '%') {
        bytes.write(Integer.parseInt(encoded, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(encoded.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /// Whether the file is ignored: editors and copy tools use such names for unfinished files.
  boolean isPassedOver() {
    return text.startsWith(".") || text.endsWith("~");
  }

  /// Whether a file of this name is read.
  boolean isTextfile() {
    return !isPassedOver() && (text.endsWith(FileKey.TEXT) || text.endsWith(FileKey.OPENMETRICS));
  }

  /// Whether a folder of this name is scanned.
  boolean isLabel() {
    return !isPassedOver() && text.indexOf('=') >= 0;
  }
}
