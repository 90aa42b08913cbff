package io.sluice.access;

import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file that says who may do what, read again when it has changed.
///
/// While it is broken or gone, nobody may do anything: what it said before may be just what someone
/// meant to end.
// Each question looks at the file's attributes, which takes two microseconds. They are taken before
// the file is read, so that what is written meanwhile is seen with the next question.
public final class AccessFile {
  private static final Logger log = LoggerFactory.getLogger(AccessFile.class);

  /// What tells one state of a file from another.
  private record Stamp(FileTime modified, long size, @Nullable Object fileKey) {}

  /// @param stamp null if the file could not be looked at
  /// @param policy null if there is none that could be used
  private record Loaded(@Nullable Stamp stamp, @Nullable Policy policy, String problem) {}

  private final Path file;
  private volatile Loaded loaded;

  private AccessFile(Path file, Loaded loaded) {
    this.file = file;
    this.loaded = loaded;
  }

  /// Reads the file.
  ///
  /// @throws IOException when it cannot be read, or says what it must not, with line and column
  public static AccessFile open(Path file) throws IOException {
    Loaded first = load(file);
    if (first.policy == null) {
      throw new IOException(first.problem);
    }
    return new AccessFile(file, first);
  }

  /// Whether a configuration file means to be an access file, by the keys that it has.
  public static boolean isOne(Set<String> keys) {
    return keys.stream().anyMatch(Policy.KEYS::contains);
  }

  /// How many users the file lists now; 0 while it cannot be used.
  public int userCount() {
    Policy policy = current().policy;
    return policy == null ? 0 : policy.users().size();
  }

  /// What a user may do now.
  ///
  /// @param user null for a request without one
  /// @throws IOException when the file, as it is now, cannot be used
  public Rights rights(@Nullable String user) throws IOException {
    Policy policy = current().policy;
    if (policy == null) {
      throw new IOException("the access file cannot be used");
    }
    return policy.of(user);
  }

  private Loaded current() {
    Loaded known = loaded;
    return known.stamp != null && known.stamp.equals(stamp(file)) ? known : reload();
  }

  private synchronized Loaded reload() {
    Loaded before = loaded;
    if (before.stamp == null || !before.stamp.equals(stamp(file))) {
      loaded = load(file);
      logChange(before, loaded);
    }
    return loaded;
  }

  private void logChange(Loaded before, Loaded now) {
    if (now.policy != null) {
      log.atInfo().addKeyValue("file", file).log("read the access file");
    } else if (!now.problem.equals(before.problem)) {
      log.atError()
          .addKeyValue("file", file)
          .addKeyValue("err", now.problem)
          .log("cannot use the access file; refusing all requests");
    }
  }

  private static Loaded load(Path file) {
    Stamp stamp = stamp(file);
    try {
      return new Loaded(stamp, Policy.of(YamlFile.load(file)), "");
    } catch (YamlException e) {
      return new Loaded(stamp, null, e.in(file));
    } catch (IOException e) {
      return new Loaded(stamp, null, "cannot read " + file + ": " + e);
    }
  }

  private static @Nullable Stamp stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException _) {
      return null;
    }
  }
}
