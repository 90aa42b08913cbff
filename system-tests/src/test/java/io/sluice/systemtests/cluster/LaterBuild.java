package io.sluice.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.GatewayCommand;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// A simulated later build of Sluice: compiled from the same source, but its log entries and
/// snapshots have the next version.
final class LaterBuild {
  private static final Path SOURCES =
      Path.of("../cluster/src/main/java/io/sluice/replication").toAbsolutePath();
  private static final String VERSION = "int VERSION = 1;";

  private LaterBuild() {}

  /// Creates the build in `folder` and returns its jar.
  static Path of(Path folder) throws IOException {
    Path jar = GatewayCommand.jar();
    Path target = Objects.requireNonNull(jar.getParent());
    for (String part : List.of("lib", "cluster")) {
      copy(target.resolve(part), folder.resolve(part));
    }
    Path copy = Files.copy(jar, folder.resolve("sluice.jar"));
    Path classes = compile(folder);
    try (FileSystem archive =
            FileSystems.newFileSystem(folder.resolve("cluster/sluice-cluster.jar"));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path inside = archive.getPath(classes.relativize(file).toString());
        Files.delete(inside);
        Files.copy(file, inside);
      }
    }
    return copy;
  }

  private static Path compile(Path folder) throws IOException {
    Path sources = Files.createDirectory(folder.resolve("source"));
    Path classes = Files.createDirectory(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", path(folder)));
    copy(SOURCES, sources);
    Path entry = sources.resolve("Entry.java");
    String text = Files.readString(entry);
    assertThat(text).contains(VERSION);
    Files.writeString(entry, text.replace(VERSION, "int VERSION = 2;"));
    try (Stream<Path> files = Files.list(sources)) {
      files.map(Path::toString).forEach(arguments::add);
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).isZero();
    return classes;
  }

  private static String path(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(Path::toString)
          .filter(file -> file.endsWith(".jar"))
          .collect(Collectors.joining(":"));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(Objects.requireNonNull(file.getFileName())));
      }
    }
  }
}
