package io.sluice.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Error messages for files: `open /var/lib/sluice/data: permission denied`.
///
/// The message of a [FileSystemException] is often only the path, and that of another [IOException]
/// has no path. Exception classes of the JDK are converted to the messages of Go programs; other
/// messages are those of the system.
public final class FileErrors {
  private FileErrors() {}

  /// The error with the file of the exception. The message of an exception without a file is not
  /// changed.
  public static String message(IOException e) {
    return e instanceof FileSystemException named && named.getFile() != null
        ? message(named, named.getFile())
        : String.valueOf(e.getMessage());
  }

  /// The error with the file of the exception, or with `file` if it has none.
  ///
  /// @param e the system's exception
  public static String message(Path file, IOException e) {
    if (e instanceof FileSystemException named && named.getFile() != null) {
      return message(named, named.getFile());
    }
    return "open " + file + ": " + (Files.isDirectory(file) ? "is a directory" : reason(e));
  }

  /// An exception with the message of [#message(Path, IOException)].
  public static IOException describe(Path file, IOException e) {
    return new IOException(message(file, e), e);
  }

  /// Refuses a folder if a file is expected.
  ///
  /// @throws IOException if `file` is a folder
  public static void refuseFolder(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("open " + file + ": is a directory");
    }
  }

  /// The error without the path.
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "file exists";
      case NotDirectoryException _ -> "not a directory";
      case DirectoryNotEmptyException _ -> "directory not empty";
      case FileSystemException other -> known(other.getReason());
      case CharacterCodingException _ -> "not valid UTF-8";
      default -> known(e.getMessage());
    };
  }

  private static String message(FileSystemException e, String file) {
    String other = e.getOtherFile();
    return other == null
        ? "open " + file + ": " + reason(e)
        : "rename " + file + " to " + other + ": " + reason(e);
  }

  private static String known(@Nullable String reason) {
    return reason == null || reason.isEmpty() ? "unknown error" : reason;
  }
}
