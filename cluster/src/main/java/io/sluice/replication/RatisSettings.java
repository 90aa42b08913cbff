package io.sluice.replication;

import io.sluice.cluster.ClusterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/// The settings of Ratis. docs/decisions.md contains the reasons.
final class RatisSettings {
  /// The maximum size of a command. An entry must fit into a request between nodes and into the
  /// write buffers.
  static final int MAX_COMMAND_BYTES = 32 << 20; // 32 MiB

  /// The maximum size that a batch or an entry adds to its commands.
  private static final int ENTRY_ROOM = 1 << 20; // 1 MiB

  static final int MAX_MESSAGE_BYTES = MAX_COMMAND_BYTES + 4 * ENTRY_ROOM;

  private static final SizeInBytes SEGMENT = SizeInBytes.valueOf("8MB");
  private static final SizeInBytes PREALLOCATED = SizeInBytes.valueOf("1MB");
  private static final SizeInBytes SEGMENT_CACHE = SizeInBytes.valueOf("24MB");
  private static final SizeInBytes SNAPSHOT_CHUNK = SizeInBytes.valueOf("4MB");
  private static final String APPENDER_RETRIES = "1ms,10, 100ms,20, 500ms,100000";
  private static final Duration CLOSE_AFTER_PAUSE = Duration.ofSeconds(60);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

  private static final long KEPT_ENTRIES = 1_000;

  private RatisSettings() {}

  static RaftProperties properties(ClusterSettings settings, Path folder) {
    var properties = new RaftProperties();
    RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
    RaftServerConfigKeys.setStorageDir(properties, List.of(folder.toFile()));
    RaftServerConfigKeys.setRemovedGroupsDir(properties, folder.resolve("removed").toFile());
    RaftServerConfigKeys.setCloseThreshold(properties, time(CLOSE_AFTER_PAUSE));
    setTransport(properties, settings);
    setElections(properties, settings.electionTimeout());
    setLog(properties);
    setSnapshots(properties);
    RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
    RaftServerConfigKeys.Read.setTimeout(properties, time(READ_TIMEOUT));
    return properties;
  }

  /// @param id of this node
  /// @param service served on the same port
  static Parameters parameters(
      ClusterSettings settings, String id, ServerServiceDefinition service) {
    var parameters = new Parameters();
    GrpcConfigKeys.Server.setServicesCustomizer(
        parameters,
        (builder, _) ->
            builder
                .addService(service)
                .intercept(new RecipientGuard(id))
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true));
    ClusterSettings.NodeTls tls = settings.tls();
    if (tls != null) {
      GrpcConfigKeys.TLS.setConf(
          parameters,
          new GrpcTlsConfig(
              tls.key().toFile(), tls.certificate().toFile(), tls.ca().toFile(), true));
    }
    return parameters;
  }

  private static void setTransport(RaftProperties properties, ClusterSettings settings) {
    if (!settings.listen().host().isEmpty()) {
      GrpcConfigKeys.Server.setHost(properties, settings.listen().host());
    }
    GrpcConfigKeys.Server.setPort(properties, settings.listen().port());
    GrpcConfigKeys.setMessageSizeMax(properties, SizeInBytes.valueOf(MAX_MESSAGE_BYTES));
  }

  private static void setElections(RaftProperties properties, Duration timeout) {
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(timeout));
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, time(timeout.multipliedBy(2)));
    RaftServerConfigKeys.Rpc.setRequestTimeout(properties, time(Duration.ofSeconds(3)));
    RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
    // A leader that lost its majority starts no election for this time, by default 10 s. After a
    // partition it may be the only node with a complete log. Others must not wait that long for it.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
        properties, time(timeout.multipliedBy(2)));
    // A node with an imported state forms the cluster alone and adds the others.
    RaftServerConfigKeys.LeaderElection.setMemberMajorityAdd(properties, true);
  }

  private static void setLog(RaftProperties properties) {
    // Ratis requires that the maximum message size is a megabyte larger than the appender's buffer,
    // and the write buffer eight bytes larger.
    SizeInBytes entry = SizeInBytes.valueOf(MAX_COMMAND_BYTES + 2L * ENTRY_ROOM);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, entry);
    // Must be disabled. If enabled (3.3.0), a follower treats a request as a retry of a pending one
    // if both begin with the same entry, and confirms the whole request even if it is longer. The
    // leader then counts entries as stored that the follower never received.
    RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
    RaftServerConfigKeys.Log.setWriteBufferSize(
        properties, SizeInBytes.valueOf(MAX_COMMAND_BYTES + 3L * ENTRY_ROOM));
    RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SEGMENT);
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, PREALLOCATED);
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SEGMENT_CACHE);
    RaftServerConfigKeys.Log.setPurgeGap(properties, 64);
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
    // So that a node that was unreachable for a moment does not need a snapshot.
    RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, KEPT_ENTRIES);
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, APPENDER_RETRIES);
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, SNAPSHOT_CHUNK);
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, true);
  }

  private static void setSnapshots(RaftProperties properties) {
    // The node requests snapshots itself, depending on the time and the length of the log.
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setCreationGap(properties, 1);
    RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
  }

  private static TimeDuration time(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
