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

/// Tells users why a file cannot be used: `open /var/lib/sluice/data: permission denied`.
///
/// The message of a [FileSystemException] is often the path alone, and that of another
/// [IOException] has no path. What the JDK says by classes is said in the words of Go programs, and
/// the rest in those of the system.
public final class FileErrors {
  private FileErrors() {}

  /// What happened to the file that the exception names. The message of an exception that names
  /// none is taken as it is.
  public static String message(IOException e) {
    return e instanceof FileSystemException named && named.getFile() != null
        ? message(named, named.getFile())
        : String.valueOf(e.getMessage());
  }

  /// What happened to `file`, or to the file that the exception names.
  ///
  /// @param e from the system; where it names no file, `file` was meant
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

  /// Refuses a path that is a folder where a file is wanted.
  ///
  /// @throws IOException if it is one
  public static void refuseFolder(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("open " + file + ": is a directory");
    }
  }

  /// What happened, without the path.
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
