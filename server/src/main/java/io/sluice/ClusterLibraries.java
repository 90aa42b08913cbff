package io.sluice;

import io.sluice.cluster.ClusterEngine;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// Loads the libraries that only cluster nodes need, from the folder `cluster` next to the
/// gateway's jar. They are not on the class path of a standalone gateway.
final class ClusterLibraries {
  private static final String FOLDER = "cluster";

  private ClusterLibraries() {}

  /// Loads the engine. Threads that are started afterwards find its classes, too.
  ///
  /// @throws IOException if the libraries are not installed
  static ClusterEngine engine() throws IOException {
    ClassLoader own = ClusterLibraries.class.getClassLoader();
    ClassLoader loader = isOnPath(own) ? own : loader(own);
    Thread.currentThread().setContextClassLoader(loader);
    return ServiceLoader.load(ClusterEngine.class, loader)
        .findFirst()
        .orElseThrow(() -> new IOException("the libraries of the cluster are not installed"));
  }

  private static boolean isOnPath(ClassLoader own) {
    return ServiceLoader.load(ClusterEngine.class, own).findFirst().isPresent();
  }

  @SuppressWarnings("MustBeClosedChecker") // Used until the process ends.
  private static ClassLoader loader(ClassLoader parent) throws IOException {
    Path folder = folder();
    List<URL> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
        jars.add(file.toUri().toURL());
      }
    } catch (NoSuchFileException _) {
      throw new IOException("the libraries of the cluster are not installed: no folder " + folder);
    }
    return new URLClassLoader("cluster", jars.toArray(URL[]::new), parent);
  }

  /// Classes that come from a class cache have no code source, but all have a resource.
  private static Path folder() throws IOException {
    URL own = Objects.requireNonNull(ClusterLibraries.class.getResource("ClusterLibraries.class"));
    if (!(own.openConnection() instanceof JarURLConnection inJar)) {
      throw new IOException("the libraries of the cluster are not installed: not run from a jar");
    }
    URL jar = inJar.getJarFileURL();
    try {
      Path file = Path.of(new URI(jar.toString()));
      return Objects.requireNonNull(file.getParent(), "a jar is in a folder").resolve(FOLDER);
    } catch (URISyntaxException e) {
      throw new IOException("cannot tell where the gateway is installed: " + jar, e);
    }
  }
}
