package io.sluice.replication;

import io.sluice.cluster.ClusterPeer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The data folder of a node, with its identity and that of its cluster.
///
/// ```
/// lock       held while the node runs
/// node       the identity, as lines of "name value"
/// import     a snapshot that a new cluster begins with
/// raft/      the files of Ratis: the log, its configuration, snapshots
/// ```
final class NodeFolder implements AutoCloseable {
  private static final int VERSION = 1;
  private static final String NODE_FILE = "node";
  private static final String IMPORT_FILE = "import";

  private final Path folder;
  private final FileChannel lockChannel;
  private final FileLock lock;
  private Identity identity;

  /// The identity of the node in the folder.
  ///
  /// @param incarnation a random id that is created with the folder, so that a node that lost its
  ///   folder has another identity
  /// @param cluster null before the node belongs to one
  /// @param adding nodes that this node, which formed the cluster alone, must add
  record Identity(String name, String incarnation, @Nullable UUID cluster, List<Member> adding) {
    Identity {
      adding = List.copyOf(adding);
    }

    /// The id of the node in the log.
    String id() {
      return Member.id(name, incarnation);
    }
  }

  /// A node as known to other nodes.
  record Member(String name, String incarnation, String address) {
    static String id(String name, String incarnation) {
      return name + "-" + incarnation;
    }

    String id() {
      return id(name, incarnation);
    }

    /// Parses a member's id.
    static Member of(String id, String address) {
      int dash = id.lastIndexOf('-');
      return dash < 0
          ? new Member(id, "", address)
          : new Member(id.substring(0, dash), id.substring(dash + 1), address);
    }
  }

  private NodeFolder(Path folder, FileChannel lockChannel, FileLock lock, Identity identity) {
    this.folder = folder;
    this.lockChannel = lockChannel;
    this.lock = lock;
    this.identity = identity;
  }

  /// Opens and locks the folder, and creates it if it does not exist.
  ///
  /// @param name of the node; null to use the name in the folder
  /// @throws IOException if it cannot be used, is locked by another process, or belongs to another
  ///   node
  static NodeFolder open(Path folder, @Nullable String name) throws IOException {
    makeFolder(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lock(folder, channel);
      Identity identity = read(folder.resolve(NODE_FILE));
      if (identity == null) {
        if (name == null) {
          throw new IOException(folder + " is not the data folder of a node");
        }
        if (Files.exists(folder.resolve("raft"))) {
          throw new IOException(
              "%s is damaged: it has a log but no file \"node\"".formatted(folder));
        }
        identity = new Identity(name, newIncarnation(), null, List.of());
        write(folder, identity);
      } else if (name != null && !identity.name.equals(name)) {
        throw new IOException(
            "%s is the data folder of node %s, not of node %s"
                .formatted(folder, identity.name, name));
      }
      return new NodeFolder(folder, channel, lock, identity);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  Identity identity() {
    return identity;
  }

  /// The folder of Ratis.
  Path raft() {
    return folder.resolve("raft");
  }

  /// The snapshot with the initial state of a new cluster. The file may not exist.
  Path imported() {
    return folder.resolve(IMPORT_FILE);
  }

  /// Stores durably that the node belongs to a cluster.
  void join(UUID cluster, List<Member> adding) throws IOException {
    var joined = new Identity(identity.name, identity.incarnation, cluster, adding);
    write(folder, joined);
    identity = joined;
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockChannel.close();
  }

  private static void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static FileLock lock(Path folder, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(folder + " is in use by another process");
    }
    return lock;
  }

  private static String newIncarnation() {
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static @Nullable Identity read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException _) {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    List<Member> adding = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("adding") && words.length == 3) {
        adding.add(Member.of(words[1], words[2]));
      } else if (words.length == 2) {
        values.put(words[0], words[1]);
      } else {
        throw new IOException("%s is damaged: \"%s\"".formatted(file, line));
      }
    }
    return identity(file, values, adding);
  }

  private static Identity identity(Path file, Map<String, String> values, List<Member> adding)
      throws IOException {
    String version = values.getOrDefault("version", "");
    if (!version.equals(String.valueOf(VERSION))) {
      throw new IOException(
          "%s was written by another version of Sluice: format=%s supported=%d"
              .formatted(file, version, VERSION));
    }
    try {
      String name = values.getOrDefault("name", "");
      ClusterPeer.checkName(name);
      String incarnation = values.getOrDefault("incarnation", "");
      String cluster = values.get("cluster");
      if (incarnation.isEmpty() || !values.containsKey("end")) {
        throw new IllegalArgumentException("lines are missing");
      }
      return new Identity(
          name, incarnation, cluster == null ? null : UUID.fromString(cluster), adding);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void write(Path folder, Identity identity) throws IOException {
    var text = new StringBuilder();
    text.append("version ").append(VERSION).append('\n');
    text.append("name ").append(identity.name).append('\n');
    text.append("incarnation ").append(identity.incarnation).append('\n');
    if (identity.cluster != null) {
      text.append("cluster ").append(identity.cluster).append('\n');
    }
    for (Member member : identity.adding) {
      text.append("adding ").append(member.id()).append(' ').append(member.address).append('\n');
    }
    text.append("end 1\n");
    Path unfinished = folder.resolve(NODE_FILE + ".unfinished");
    try (FileChannel out =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      out.write(StandardCharsets.UTF_8.encode(text.toString()));
      out.force(true);
    }
    move(unfinished, folder.resolve(NODE_FILE));
    forceFolder(folder);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system cannot replace " + to + " atomically", e);
    }
  }

  static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
