package io.sluice.systemtests.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/// A file system in a file, mounted through a loop device. Data that a process writes stays in the
/// page cache until it is synced; only then is it in the file. A copy of the file therefore
/// contains the same as a disk after a power loss.
///
/// Needs root, Debian's e2fsprogs and a kernel with loop devices.
final class DiskImage implements AutoCloseable {
  private static final String SIZE = "512M";

  /// The kernel commits metadata after this time, not after five seconds.
  private static final String OPTIONS = "loop,commit=300";

  private final Path folder;
  private final Path image;

  private DiskImage(Path folder, Path image) {
    this.folder = folder;
    this.image = image;
  }

  /// The reason why no image can be mounted on this machine; null if there is none.
  static @Nullable String problem(Path temporary) throws InterruptedException {
    try (var _ = create(temporary.resolve("probe"))) {
      return null;
    } catch (IOException e) {
      return "needs root, e2fsprogs and loop devices: " + e.getMessage();
    }
  }

  /// Creates and mounts an empty file system.
  ///
  /// @param folder where it is mounted; must not exist
  static DiskImage create(Path folder) throws IOException, InterruptedException {
    Path image = folder.resolveSibling(folder.getFileName() + ".img");
    SystemCommand.run("truncate", "--size=" + SIZE, image.toString());
    SystemCommand.run("mkfs.ext4", "-q", "-F", image.toString());
    Files.createDirectory(folder);
    var created = new DiskImage(folder, image);
    created.mount();
    Files.delete(folder.resolve("lost+found"));
    return created;
  }

  Path folder() {
    return folder;
  }

  /// Copies the synced data. Processes that use the file system must be stopped, so that the copy
  /// is the content of the disk at one moment.
  void cutPower() throws IOException, InterruptedException {
    SystemCommand.run("cp", "--sparse=always", image.toString(), copy().toString());
  }

  /// Mounts the copy of [#cutPower]. Processes that used the file system must have ended.
  void restorePower() throws IOException, InterruptedException {
    SystemCommand.run("umount", folder.toString());
    Files.move(copy(), image, StandardCopyOption.REPLACE_EXISTING);
    mount();
  }

  @Override
  public void close() {
    SystemCommand.attempt("umount", "--lazy", folder.toString());
  }

  private void mount() throws IOException, InterruptedException {
    SystemCommand.run("mount", "-o", OPTIONS, image.toString(), folder.toString());
  }

  private Path copy() {
    return image.resolveSibling(image.getFileName() + ".copy");
  }
}
