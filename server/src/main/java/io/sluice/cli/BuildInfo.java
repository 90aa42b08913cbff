package io.sluice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/// Information about the build and the platform.
///
/// Maven writes the first five to `build.properties`; unknown values are `unknown`.
///
/// @param os with Go's name: linux, darwin, ...
/// @param arch with Go's name: amd64, arm64, ...
public record BuildInfo(
    String version,
    String revision,
    String branch,
    String buildUser,
    String buildDate,
    String javaVersion,
    String os,
    String arch) {
  /// Java has no build tags; the Pushgateway shows this value if there are none.
  public static final String TAGS = "unknown";

  public static BuildInfo load() {
    Properties built = readProperties();
    return new BuildInfo(
        built.getProperty("version"),
        built.getProperty("revision"),
        built.getProperty("branch"),
        built.getProperty("build-user"),
        built.getProperty("build-date"),
        Runtime.version().toString(),
        goOs(System.getProperty("os.name")),
        goArch(System.getProperty("os.arch")));
  }

  /// The output of `--version`.
  public String versionText() {
    return """
        sluice, version %s (branch: %s, revision: %s)
          build user:       %s
          build date:       %s
          java version:     %s
          platform:         %s/%s
          tags:             %s
        """
        .formatted(version, branch, revision, buildUser, buildDate, javaVersion, os, arch, TAGS);
  }

  /// For the first line of the log.
  public String versionInfo() {
    return "(version=%s, branch=%s, revision=%s)".formatted(version, branch, revision);
  }

  /// For the second line of the log.
  public String buildContext() {
    return "(java=%s, platform=%s/%s, user=%s, date=%s, tags=%s)"
        .formatted(javaVersion, os, arch, buildUser, buildDate, TAGS);
  }

  /// The labels of `pushgateway_build_info`, with the Pushgateway's names.
  public SortedMap<String, String> labels() {
    return new TreeMap<>(
        Map.of(
            "branch", branch,
            "goarch", arch,
            "goos", os,
            "goversion", runtime(),
            "revision", revision,
            "tags", TAGS,
            "version", version));
  }

  /// The values for the API and the web UI, with the Pushgateway's names.
  public SortedMap<String, String> asMap() {
    return new TreeMap<>(
        Map.of(
            "branch", branch,
            "buildDate", buildDate,
            "buildUser", buildUser,
            "goVersion", runtime(),
            "revision", revision,
            "version", version));
  }

  /// Replaces the Go version.
  private String runtime() {
    return "java" + javaVersion;
  }

  private static Properties readProperties() {
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: build.properties");
      }
      var properties = new Properties();
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String goOs(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("mac")) {
      return "darwin";
    }
    return lower.startsWith("windows") ? "windows" : lower;
  }

  private static String goArch(String arch) {
    return switch (arch) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> arch;
    };
  }
}
