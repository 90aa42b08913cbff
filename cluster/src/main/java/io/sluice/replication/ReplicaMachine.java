package io.sluice.replication;

import io.sluice.journal.Snapshots;
import io.sluice.log.ReplicatedMachine;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adapts the gateway's state to the state machine interface of Ratis.
// Ratis calls one method at a time on the thread that applies entries, in order; other threads only
// read.
//
//   origins   the batches that were applied last; part of the state
//   waiting   the futures that wait until an index is applied
//   writing   the snapshot that a separate thread is writing
//
// An entry that cannot be applied ends the process, because the other nodes have applied it or will
// do so.
final class ReplicaMachine<C, O> extends BaseStateMachine {
  private static final Logger log = LoggerFactory.getLogger(ReplicaMachine.class);

  private static final byte[] NOTHING = {};
  private static final String UNFINISHED = ".unfinished";
  private static final String WRITTEN = ".written";

  /// The name of a file of Ratis' log, with the index of its first entry.
  private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");

  /// The number of entries between two comparisons of digests.
  static final long DIGEST_EVERY = 10_000;

  private final ReplicatedMachine<C, O> machine;
  private final Path imported;
  private final Counts counts;
  private final Consumer<Throwable> onFatal;
  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
  private final ConcurrentSkipListMap<Long, CompletableFuture<Void>> waiting =
      new ConcurrentSkipListMap<>();
  private Origins origins = new Origins();
  private @Nullable FutureTask<Written> writing;
  private volatile @Nullable OwnDigest ownDigest;
  private volatile long stampNanos;
  private volatile long snapshotIndex = -1;
  private final AtomicLong bytesSinceSnapshot = new AtomicLong();
  private volatile long snapshotBytes;
  private volatile boolean isSnapshotReady;
  private volatile boolean isFailed;

  /// A snapshot that is durable.
  private record Written(TermIndex at, Path file, Path sum, MD5Hash md5) {}

  /// The digest of this node's state after an entry.
  record OwnDigest(long index, CompletableFuture<Long> digest) {}

  /// @param imported the file with the initial state of a new cluster, which may not exist
  ReplicaMachine(
      ReplicatedMachine<C, O> machine, Path imported, Counts counts, Consumer<Throwable> onFatal) {
    this.machine = machine;
    this.imported = imported;
    this.counts = counts;
    this.onFatal = onFatal;
  }

  /// The timestamp of the last applied command.
  long stampNanos() {
    return stampNanos;
  }

  /// The index of the last entry in the last snapshot, or -1.
  long snapshotIndex() {
    return snapshotIndex;
  }

  /// The size of all entries that were applied since the start of the last snapshot.
  long bytesSinceSnapshot() {
    return bytesSinceSnapshot.get();
  }

  /// The size of the last snapshot.
  long snapshotBytes() {
    return snapshotBytes;
  }

  /// Whether a snapshot was written that Ratis does not know yet.
  boolean isSnapshotReady() {
    return isSnapshotReady;
  }

  /// Completes once the entry `index` is applied.
  CompletableFuture<Void> whenApplied(long index) {
    if (appliedIndex() >= index) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> applied =
        waiting.computeIfAbsent(index, _ -> new CompletableFuture<>());
    if (appliedIndex() >= index) {
      applied.complete(null);
    }
    return applied;
  }

  long appliedIndex() {
    TermIndex applied = getLastAppliedTermIndex();
    return applied == null ? -1 : applied.getIndex();
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage raftStorage)
      throws IOException {
    getLifeCycle()
        .startAndTransition(
            () -> {
              super.initialize(server, groupId, raftStorage);
              storage.init(raftStorage);
              removeUnfinished();
              removeUnusable();
              storage.loadLatestSnapshot();
              if (storage.getLatestSnapshot() == null && Files.exists(imported)) {
                placeImport();
              }
              load();
              checkComplete(raftStorage.getStorageDir().getCurrentDir().toPath());
            },
            IOException.class);
  }

  /// Checks that the state contains all entries that were removed from the log. A node without them
  /// could be elected, but could never apply an entry.
  ///
  /// @param folder of the log
  private void checkComplete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      long first =
          files
              .map(file -> SEGMENT.matcher(String.valueOf(file.getFileName())))
              .filter(Matcher::matches)
              .mapToLong(name -> Long.parseLong(name.group(1)))
              .min()
              .orElse(0);
      if (first > appliedIndex() + 1) {
        throw new IOException(
            "the node has lost its state: the log begins at entry %d, and the last snapshot ends at %d;"
                    .formatted(first, appliedIndex())
                + " remove its folder, start it, and add it again");
      }
    }
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  /// Called when the leader has sent a snapshot, which replaces the whole state.
  @Override
  public void reinitialize() throws IOException {
    try {
      getLifeCycle().transition(LifeCycle.State.STARTING);
      removeUnusable();
      storage.loadLatestSnapshot();
      load();
      counts.installs.incrementAndGet();
      getLifeCycle().transition(LifeCycle.State.RUNNING);
    } catch (IOException | RuntimeException | Error e) {
      onFatal.accept(e);
      throw e;
    }
  }

  @Override
  public void close() {
    getLifeCycle().checkStateAndClose(() -> {});
    waiting.values().forEach(future -> future.cancel(false));
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return storage;
  }

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failedEntry) {
    onFatal.accept(new IOException("the log cannot be written: " + cause.getMessage(), cause));
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, @Nullable RaftPeerId leader) {
    counts.elections.incrementAndGet();
  }

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) {
    var transaction =
        TransactionContext.newBuilder()
            .setStateMachine(this)
            .setClientRequest(request)
            .setLogData(request.getMessage().getContent());
    if (request.getMessage() instanceof LeaderEntry<?> proposal) {
      transaction.setStateMachineContext(proposal.commands());
    }
    return transaction.build();
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    if (isFailed) {
      return CompletableFuture.failedFuture(new IllegalStateException("the node has failed"));
    }
    try {
      LogEntryProto entry = Objects.requireNonNull(transaction.getLogEntry());
      var data = entry.getStateMachineLogEntry().getLogData();
      byte[] outcomes =
          switch (Entry.decode(data.asReadOnlyByteBuffer())) {
            case Entry.Commands batch -> {
              byte[] answer = origins.apply(batch, commands(transaction, batch), machine);
              stampNanos = origins.stampNanos();
              yield answer;
            }
            case Entry.Digest digest -> compare(digest);
          };
      bytesSinceSnapshot.addAndGet(data.size());
      applied(entry.getTerm(), entry.getIndex());
      return CompletableFuture.completedFuture(
          Message.valueOf(UnsafeByteOperations.unsafeWrap(outcomes)));
    } catch (IOException | RuntimeException | Error e) {
      isFailed = true;
      onFatal.accept(e);
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    applied(term, index);
  }

  private void applied(long term, long index) {
    updateLastAppliedTermIndex(term, index);
    if (index % DIGEST_EVERY == 0) {
      beginDigest(index);
    }
    var done = waiting.headMap(index, true);
    while (!done.isEmpty()) {
      var first = done.pollFirstEntry();
      if (first != null) {
        first.getValue().complete(null);
      }
    }
  }

  @SuppressWarnings("unchecked") // Proposals of this machine hold its commands.
  private List<C> commands(TransactionContext transaction, Entry.Commands batch)
      throws IOException {
    if (transaction.getStateMachineContext() instanceof List<?> known) {
      return (List<C>) known;
    }
    List<C> commands = new ArrayList<>(batch.items().size());
    for (Entry.Item item : batch.items()) {
      if (!item.isRefused()) {
        commands.add(machine.decode(item.bytes()));
      }
    }
    return commands;
  }

  /// The digest to publish to the other nodes, or null.
  @Nullable OwnDigest ownDigest() {
    return ownDigest;
  }

  /// Computes the digest on another thread, from a view that is released afterwards.
  private void beginDigest(long index) {
    Supplier<Long> digest = machine.digest();
    var own = new OwnDigest(index, new CompletableFuture<>());
    ownDigest = own;
    Thread.ofPlatform().daemon().name("digest").start(() -> own.digest.complete(digest.get()));
  }

  private byte[] compare(Entry.Digest leaders) {
    OwnDigest own = ownDigest;
    if (own != null && own.index == leaders.index()) {
      var _ = own.digest.thenAccept(digest -> compare(digest, leaders));
    }
    return NOTHING;
  }

  private void compare(long own, Entry.Digest leaders) {
    if (own != leaders.digest()) {
      isFailed = true;
      onFatal.accept(
          new IllegalStateException(
              "the state of this node differs from the leader's after entry "
                  + leaders.index()
                  + "; remove its folder, start it, and add it again"));
    }
  }

  /// Starts a snapshot of the current state.
  ///
  /// @return the index of the last finished snapshot, because only that one is durable
  @Override
  public long takeSnapshot() {
    if (writing != null && writing.isDone()) {
      finishSnapshot(writing);
    } else if (writing == null && getLastAppliedTermIndex().getIndex() > snapshotIndex) {
      beginSnapshot();
    }
    return snapshotIndex;
  }

  private void beginSnapshot() {
    TermIndex at = getLastAppliedTermIndex();
    Iterator<byte[]> parts =
        Stream.concat(Stream.of(origins.encode()), stream(machine.parts())).iterator();
    bytesSinceSnapshot.set(0);
    var task = new FutureTask<Written>(() -> write(at, parts));
    writing = task;
    Thread.ofPlatform()
        .daemon()
        .name("snapshot")
        .start(
            () -> {
              task.run();
              isSnapshotReady = true;
            });
  }

  // Written under a temporary name, because Ratis would otherwise find it in the folder too early.
  // An incomplete file is deleted at once, because it would keep a full disk full.
  private Written write(TermIndex at, Iterator<byte[]> parts) throws IOException {
    File file = storage.getSnapshotFile(at.getTerm(), at.getIndex());
    Path written = Path.of(file + WRITTEN);
    Path sum = Path.of(MD5FileUtil.getDigestFileForFile(file) + WRITTEN);
    try {
      Snapshots.write(written, at.getIndex(), parts);
      MD5Hash md5 = MD5FileUtil.computeMd5ForFile(written.toFile());
      writeSum(sum, md5, file.getName());
      return new Written(at, written, sum, md5);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(written);
      Files.deleteIfExists(sum);
      throw e;
    }
  }

  /// Writes a checksum in the format of Ratis. The writer of Ratis leaves an empty file if the disk
  /// is full, and Ratis then finds no snapshot at all.
  private static void writeSum(Path sum, MD5Hash md5, String name) throws IOException {
    byte[] line = (md5 + " *" + name + "\n").getBytes(StandardCharsets.UTF_8);
    try (var channel =
        FileChannel.open(
            sum,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private SingleFileSnapshotInfo publish(Written written) throws IOException {
    File file = storage.getSnapshotFile(written.at.getTerm(), written.at.getIndex());
    Path sum = MD5FileUtil.getDigestFileForFile(file).toPath();
    Files.move(written.sum, sum, StandardCopyOption.ATOMIC_MOVE);
    Files.move(written.file, file.toPath(), StandardCopyOption.ATOMIC_MOVE);
    NodeFolder.forceFolder(Objects.requireNonNull(file.toPath().getParent()));
    return new SingleFileSnapshotInfo(
        new FileInfo(file.toPath(), written.md5), written.at.getTerm(), written.at.getIndex());
  }

  private void finishSnapshot(FutureTask<Written> written) {
    writing = null;
    isSnapshotReady = false;
    try {
      Written ended = written.get();
      if (ended.at.getIndex() > snapshotIndex) {
        SingleFileSnapshotInfo info = publish(ended);
        storage.updateLatestSnapshot(info);
        snapshotIndex = info.getIndex();
        snapshotBytes = info.getFile().getFileSize();
      }
      counts.snapshots.incrementAndGet();
    } catch (ExecutionException | IOException e) {
      counts.snapshotFailures.incrementAndGet();
      log.atError()
          .addKeyValue("err", Objects.requireNonNullElse(e.getCause(), e).toString())
          .log("could not write a snapshot");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Restores the state from the latest snapshot, if there is one.
  private void load() throws IOException {
    SingleFileSnapshotInfo latest = storage.getLatestSnapshot();
    if (latest == null) {
      return;
    }
    origins = read(latest.getFile().getPath(), machine);
    stampNanos = origins.stampNanos();
    snapshotIndex = latest.getIndex();
    snapshotBytes = latest.getFile().getFileSize();
    bytesSinceSnapshot.set(0);
    setLastAppliedTermIndex(TermIndex.valueOf(latest.getTerm(), latest.getIndex()));
    applied(latest.getTerm(), latest.getIndex());
  }

  /// Reads a snapshot into `machine`.
  static Origins read(Path file, ReplicatedMachine<?, ?> machine) throws IOException {
    Origins[] found = {new Origins()};
    machine.install(
        target ->
            Snapshots.read(
                file,
                (bytes, length) -> {
                  if (bytes[0] == Origins.PART) {
                    found[0] = Origins.decode(Arrays.copyOf(bytes, length));
                  } else {
                    target.accept(bytes, length);
                  }
                }));
    return found[0];
  }

  /// Moves the imported state to the place where Ratis finds it as the initial snapshot.
  private void placeImport() throws IOException {
    File snapshot = storage.getSnapshotFile(0, 0);
    Path unfinished = Path.of(snapshot + UNFINISHED);
    Files.copy(imported, unfinished);
    try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(unfinished, snapshot.toPath(), StandardCopyOption.ATOMIC_MOVE);
    var _ = MD5FileUtil.computeAndSaveMd5ForFile(snapshot);
    NodeFolder.forceFolder(Objects.requireNonNull(snapshot.toPath().getParent()));
    storage.loadLatestSnapshot();
  }

  private void removeUnfinished() throws IOException {
    Path folder = storage.getSnapshotFile(0, 0).toPath().toAbsolutePath().getParent();
    try (Stream<Path> files = Files.list(Objects.requireNonNull(folder))) {
      for (Path file : files.filter(ReplicaMachine::isLeftOver).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Removes snapshots whose checksum cannot be read. With such a snapshot, Ratis finds none, not
  /// even the older ones.
  private void removeUnusable() throws IOException {
    Path folder = storage.getSnapshotFile(0, 0).toPath().toAbsolutePath().getParent();
    try (Stream<Path> files = Files.list(Objects.requireNonNull(folder))) {
      for (Path sum : files.filter(f -> f.toString().endsWith(MD5FileUtil.MD5_SUFFIX)).toList()) {
        String name = sum.toString();
        Path snapshot = Path.of(name.substring(0, name.length() - MD5FileUtil.MD5_SUFFIX.length()));
        try {
          var _ = MD5FileUtil.readStoredMd5ForFile(snapshot.toFile());
        } catch (IOException e) {
          log.atWarn()
              .addKeyValue("file", snapshot)
              .addKeyValue("err", e.getMessage())
              .log("removed an incomplete snapshot");
          Files.deleteIfExists(snapshot);
          Files.delete(sum);
        }
      }
    }
  }

  private static boolean isLeftOver(Path file) {
    return file.toString().endsWith(UNFINISHED) || file.toString().endsWith(WRITTEN);
  }

  private static Stream<byte[]> stream(Iterator<byte[]> parts) {
    Iterable<byte[]> all = () -> parts;
    return StreamSupport.stream(all.spliterator(), false);
  }
}
