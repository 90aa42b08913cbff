package io.sluice.textfile;

import io.sluice.files.FileErrors;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The files of the watched directories at some moment.
final class DirectoryListing {
  record Entry(Folder folder, Path path, PathName name) {}

  private final Map<String, Entry> nameToFile = new TreeMap<>();
  private final List<Folder> folders = new ArrayList<>();
  private final Map<String, String> folderToProblem = new TreeMap<>();
  private final List<Folder> unread = new ArrayList<>();

  private DirectoryListing() {}

  static DirectoryListing of(List<Folder> directories) {
    var listing = new DirectoryListing();
    for (Folder directory : directories) {
      listing.add(directory);
    }
    return listing;
  }

  private void add(Folder folder) {
    folders.add(folder);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.path())) {
      for (Path entry : entries) {
        add(folder, entry);
      }
    } catch (DirectoryIteratorException e) {
      failed(folder, new IOException(e.getMessage(), e));
    } catch (IOException e) {
      // A subfolder that was deleted during the scan is not an error.
      if (folder.labels().isEmpty() || !(e instanceof NoSuchFileException)) {
        failed(folder, e);
      }
    }
  }

  private void failed(Folder folder, IOException e) {
    unread.add(folder);
    folderToProblem.put(folder.text(), FileErrors.message(folder.path(), e));
  }

  private void add(Folder folder, Path entry) {
    PathName name = PathName.of(entry);
    if (name.isTextfile()) {
      nameToFile.put(folder.textOf(name), new Entry(folder, entry, name));
    } else if (name.isLabel() && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
      add(folder.below(entry, name));
    }
  }

  /// The files by their complete path, sorted.
  Map<String, Entry> files() {
    return nameToFile;
  }

  /// The directories and all subfolders that were scanned.
  List<Folder> folders() {
    return folders;
  }

  /// The problems of folders, by their path.
  Map<String, String> problems() {
    return folderToProblem;
  }

  /// Whether a file certainly does not exist.
  boolean misses(String file) {
    return !nameToFile.containsKey(file) && unread.stream().noneMatch(folder -> folder.holds(file));
  }
}
