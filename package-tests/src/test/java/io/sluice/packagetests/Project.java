package io.sluice.packagetests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The project's folder and version.
final class Project {
  private static final Pattern VERSION = Pattern.compile("(?m)^  <version>(.*)</version>$");

  static final Path ROOT =
      Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();

  private Project() {}

  static String version() throws IOException {
    Matcher matcher = VERSION.matcher(Files.readString(ROOT.resolve("pom.xml")));
    if (!matcher.find()) {
      throw new IllegalStateException("no version in pom.xml");
    }
    return matcher.group(1);
  }
}
