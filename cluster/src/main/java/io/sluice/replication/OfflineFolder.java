package io.sluice.replication;

import io.sluice.journal.Snapshots;
import io.sluice.log.ReplicatedMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.util.SizeInBytes;
import org.jspecify.annotations.Nullable;

/// Operations on the folder of a stopped node.
final class OfflineFolder {
  private OfflineFolder() {}

  /// Stores the state of `machine` as the initial state of the cluster that is formed with this
  /// node.
  static void prepare(Path data, String node, ReplicatedMachine<?, ?> machine) throws IOException {
    try (NodeFolder folder = NodeFolder.open(data, node)) {
      if (folder.identity().cluster() != null || Files.exists(folder.imported())) {
        throw new IOException(
            data + " belongs to a cluster or has an import; an import needs an empty folder");
      }
      Snapshots.write(folder.imported(), 0, machine.parts());
    }
  }

  /// Restores the state of `machine` from the snapshot and the log of the folder.
  // Entries at the end that may not be committed are applied too, because it is unknown whether
  // they were acknowledged. The journal does the same with the end of its last segment.
  static <C, O> long read(Path data, ReplicatedMachine<C, O> machine) throws IOException {
    if (!Files.isDirectory(data)) {
      throw new IOException("no such folder: " + data);
    }
    try (NodeFolder folder = NodeFolder.open(data, null)) {
      UUID cluster = folder.identity().cluster();
      if (cluster == null) {
        throw new IOException(data + " does not belong to a cluster yet");
      }
      Path group = folder.raft().resolve(cluster.toString());
      Path snapshot = latestSnapshot(group.resolve("sm"));
      var replica = new Replay<>(machine);
      if (snapshot != null) {
        replica.restore(snapshot);
      }
      replica.replay(group.resolve("current"));
      return replica.applied;
    }
  }

  private static @Nullable Path latestSnapshot(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return null;
    }
    Path latest = null;
    long latestIndex = -1;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        var name = SimpleStateMachineStorage.SNAPSHOT_REGEX.matcher(file.getFileName().toString());
        if (name.matches() && Long.parseLong(name.group(2)) > latestIndex) {
          latest = file;
          latestIndex = Long.parseLong(name.group(2));
        }
      }
    }
    return latest;
  }

  private static final class Replay<C, O> {
    private final ReplicatedMachine<C, O> machine;
    private Origins origins = new Origins();
    private long applied = -1;

    private Replay(ReplicatedMachine<C, O> machine) {
      this.machine = machine;
    }

    private void restore(Path snapshot) throws IOException {
      origins = ReplicaMachine.read(snapshot, machine);
      applied =
          SimpleStateMachineStorage.getTermIndexFromSnapshotFile(snapshot.toFile()).getIndex();
    }

    private void replay(Path folder) throws IOException {
      for (LogSegmentPath segment : segments(folder)) {
        List<LogEntryProto> entries = new ArrayList<>();
        var _ =
            LogSegment.readSegmentFile(
                segment.getPath().toFile(),
                segment.getStartEnd(),
                SizeInBytes.valueOf(RatisSettings.MAX_MESSAGE_BYTES),
                CorruptionPolicy.EXCEPTION,
                null,
                entry -> entries.add(entry));
        for (LogEntryProto entry : entries) {
          apply(entry);
        }
      }
    }

    private static List<LogSegmentPath> segments(Path folder) throws IOException {
      List<LogSegmentPath> segments = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          LogSegmentPath segment =
              file.toFile().length() == 0 ? null : LogSegmentPath.matchLogSegment(file);
          if (segment != null) {
            segments.add(segment);
          }
        }
      }
      segments.sort(Comparator.comparing(LogSegmentPath::getStartEnd));
      return segments;
    }

    private void apply(LogEntryProto entry) throws IOException {
      if (entry.getIndex() <= applied) {
        return;
      }
      if (applied >= 0 && entry.getIndex() != applied + 1) {
        throw new IOException(
            "entries %d to %d of the log are missing".formatted(applied + 1, entry.getIndex() - 1));
      }
      applied = entry.getIndex();
      if (entry.hasStateMachineLogEntry()
          && Entry.decode(entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer())
              instanceof Entry.Commands batch) {
        List<C> commands = new ArrayList<>();
        for (Entry.Item item : batch.items()) {
          if (!item.isRefused()) {
            commands.add(machine.decode(item.bytes()));
          }
        }
        var _ = origins.apply(batch, commands, machine);
      }
    }
  }
}
