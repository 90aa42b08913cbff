package io.sluice.systemtests.clients;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/// The programs among the test resources that push with a client library.
final class Script {
  private Script() {}

  static String path(String name) throws URISyntaxException {
    URL resource = Script.class.getResource("/clients/" + name);
    if (resource == null) {
      throw new AssertionError("no such test resource: " + name);
    }
    return Path.of(resource.toURI()).toString();
  }
}
