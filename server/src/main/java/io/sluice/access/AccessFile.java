package io.sluice.access;

import io.sluice.files.FileContent;
import io.sluice.files.WatchedFile;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file with the rights of users, reloaded when it has changed.
///
/// While it is invalid or missing, all requests are refused: the intention of the change may have
/// been to revoke a right.
public final class AccessFile {
  private static final Logger log = LoggerFactory.getLogger(AccessFile.class);

  /// @param policy null if the file is invalid
  private record Parsed(FileContent from, @Nullable AccessPolicy policy, String problem) {}

  private final Path path;
  private final WatchedFile file;
  private volatile Parsed last;

  private AccessFile(Path path, WatchedFile file) {
    this.path = path;
    this.file = file;
    this.last = parse(file.read());
  }

  /// Reads the file.
  ///
  /// @throws IOException if it cannot be read or is invalid, with line and column
  public static AccessFile open(Path path) throws IOException {
    return open(path, InstantSource.system());
  }

  static AccessFile open(Path path, InstantSource clock) throws IOException {
    var opened = new AccessFile(path, new WatchedFile(path, clock));
    if (opened.last.policy == null) {
      throw new IOException(opened.last.problem);
    }
    return opened;
  }

  /// Whether the keys of a configuration file are those of an access file.
  public static boolean isOne(Set<String> keys) {
    return keys.stream().anyMatch(AccessPolicy.KEYS::contains);
  }

  /// The number of users in the file; 0 while it is invalid.
  public int userCount() {
    AccessPolicy policy = current().policy;
    return policy == null ? 0 : policy.users().size();
  }

  /// The current rights of a user.
  ///
  /// @param user null for a request without one
  /// @throws IOException if the current file is invalid
  public Rights rights(@Nullable String user) throws IOException {
    AccessPolicy policy = current().policy;
    if (policy == null) {
      throw new IOException("the access file cannot be used");
    }
    return policy.of(user);
  }

  private Parsed current() {
    FileContent content = file.read();
    Parsed known = last;
    return known.from == content ? known : parseAgain(content);
  }

  private synchronized Parsed parseAgain(FileContent content) {
    Parsed before = last;
    if (before.from == content) {
      return before;
    }
    Parsed now = parse(content);
    last = now;
    logChange(before, now);
    return now;
  }

  private void logChange(Parsed before, Parsed now) {
    if (now.policy != null) {
      log.atInfo().addKeyValue("file", path).log("read the access file");
    } else if (!now.problem.equals(before.problem)) {
      log.atError()
          .addKeyValue("file", path)
          .addKeyValue("err", now.problem)
          .log("cannot use the access file; refusing all requests");
    }
  }

  private Parsed parse(FileContent content) {
    try {
      return new Parsed(content, AccessPolicy.of(YamlFile.parse(content.bytes())), "");
    } catch (YamlException e) {
      return new Parsed(content, null, e.in(path));
    } catch (IOException e) {
      return new Parsed(content, null, String.valueOf(e.getMessage()));
    }
  }
}
