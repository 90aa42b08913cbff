package io.sluice.webconfig;

import io.sluice.files.FileContent;
import io.sluice.files.WatchedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The web configuration file with its current settings.
final class ConfigFile {
  private static final Logger log = LoggerFactory.getLogger(ConfigFile.class);

  /// @param settings null with a problem
  /// @param problem null with settings
  private record Parsed(
      FileContent from, @Nullable WebSettings settings, @Nullable WebConfigException problem) {}

  private final Path path;
  private final WatchedFile file;
  private final SettingsParser parser;
  private volatile @Nullable Parsed last;

  ConfigFile(Path path, InstantSource clock) {
    this.path = path;
    this.file = new WatchedFile(path, clock);
    this.parser = new SettingsParser(directory(path), clock);
  }

  /// The current settings: the same object until the file changes.
  ///
  /// @throws WebConfigException while the file cannot be used
  WebSettings current() throws WebConfigException {
    FileContent reading = file.read();
    Parsed known = last;
    Parsed now = known != null && known.from == reading ? known : parseAgain(reading);
    if (now.settings == null) {
      throw now.problem == null ? WebConfigException.unreadable("not read") : now.problem;
    }
    return now.settings;
  }

  private synchronized Parsed parseAgain(FileContent reading) {
    Parsed before = last;
    if (before != null && before.from == reading) {
      return before;
    }
    Parsed now = parse(reading, before);
    last = now;
    if (before != null) {
      logChange(now);
    }
    return now;
  }

  private Parsed parse(FileContent reading, @Nullable Parsed before) {
    try {
      byte[] bytes = reading.bytes();
      if (bytes.length == 0 && before != null) {
        return new Parsed(reading, null, WebConfigException.unreadable(path + " is empty"));
      }
      return new Parsed(reading, parser.parse(bytes), null);
    } catch (WebConfigException e) {
      return new Parsed(reading, null, e);
    } catch (IOException e) {
      String problem = String.valueOf(e.getMessage());
      return new Parsed(reading, null, WebConfigException.unreadable(problem));
    }
  }

  private void logChange(Parsed now) {
    if (now.problem == null) {
      log.atInfo().addKeyValue("file", path).log("read the web configuration again");
    } else {
      log.atError()
          .addKeyValue("err", now.problem.getMessage())
          .log("Unable to parse configuration");
    }
  }

  private static Path directory(Path path) {
    Path parent = path.getParent();
    return parent == null ? Path.of("") : parent;
  }
}
