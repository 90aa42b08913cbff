package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// The JDK itself throws the exceptions if possible: a later JDK may change the messages.
final class FileErrorsTest {
  @TempDir private Path folder;

  @Test
  void message_noFile_namesItAndSaysSo() {
    Path file = folder.resolve("none");

    assertThat(message(file, () -> Files.newInputStream(file).close()))
        .isEqualTo("open " + file + ": no such file or directory");
  }

  @Test
  void message_linkToNothing_saysSo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("none"));

    assertThat(message(link, () -> FileChannel.open(link, StandardOpenOption.READ).close()))
        .isEqualTo("open " + link + ": no such file or directory");
  }

  @Test
  void message_linkToItself_saysSo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("link"));

    assertThat(message(link, () -> Files.newInputStream(link).close()))
        .startsWith("open " + link + ": Too many levels of symbolic links");
  }

  @Test
  void message_folder_saysSo() {
    assertThat(message(folder, () -> Files.readAllBytes(folder)))
        .isEqualTo("open " + folder + ": is a directory");
  }

  // The JDK's message is `No such device`.
  @Test
  void message_folderMappedIntoMemory_saysSo() {
    assertThat(
            message(
                folder,
                () -> {
                  try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, 1);
                  }
                }))
        .isEqualTo("open " + folder + ": is a directory");
  }

  @Test
  void message_fileInTheMiddleOfAPath_saysSo() throws IOException {
    Path file = Files.createFile(folder.resolve("file")).resolve("below");

    assertThat(message(file, () -> Files.newInputStream(file).close()))
        .isEqualTo("open " + file + ": Not a directory");
  }

  @Test
  void message_fileExists_saysSo() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(message(file, () -> Files.createFile(file)))
        .isEqualTo("open " + file + ": file exists");
  }

  @Test
  void message_denied_saysSo() {
    assertThat(FileErrors.message(folder, new AccessDeniedException("/secret")))
        .isEqualTo("open /secret: permission denied");
  }

  @Test
  void message_reasonOfTheSystem_isShown() {
    assertThat(FileErrors.message(new FileSystemException("/f", null, "Too many open files")))
        .isEqualTo("open /f: Too many open files");
    assertThat(FileErrors.message(new FileSystemException("/f", "/g", "Operation not permitted")))
        .isEqualTo("rename /f to /g: Operation not permitted");
    assertThat(FileErrors.message(new FileSystemException("/f")))
        .isEqualTo("open /f: unknown error");
  }

  @Test
  void message_notUtf8_saysSo() {
    assertThat(FileErrors.message(Path.of("/f"), new MalformedInputException(1)))
        .isEqualTo("open /f: not valid UTF-8");
  }

  @Test
  void message_exceptionOfOurOwn_isKept() {
    assertThat(FileErrors.message(new IOException("data is damaged"))).isEqualTo("data is damaged");
  }

  private static String message(Path file, ThrowingCallable action) {
    IOException e = catchThrowableOfType(IOException.class, action);
    return FileErrors.message(file, e);
  }
}
